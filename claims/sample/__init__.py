"""An invented record of any size, for measuring and for trying out. `manage.py sample_data` writes it."""
