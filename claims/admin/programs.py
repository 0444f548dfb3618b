"""Other programs: their tokens, webhooks and messages."""

from django.contrib import admin

from claims.api.screens import ApiTokenScreen, WebhookDeliveryScreen, WebhookScreen
from claims.models import ApiToken, Webhook, WebhookDelivery

admin.site.register(ApiToken, ApiTokenScreen)
admin.site.register(Webhook, WebhookScreen)
admin.site.register(WebhookDelivery, WebhookDeliveryScreen)
