"""What readers write to the desk: reports of errors and suggestions of claims to check."""
