"""Standards of three trades after training decks: car after-sales, fashion retail, property sales."""

from servicekit.standards.presets._car_after_sales import CAR_AFTER_SALES
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL
from servicekit.standards.presets._property_sales import PROPERTY_SALES

__all__ = ["CAR_AFTER_SALES", "FASHION_RETAIL", "PROPERTY_SALES"]
