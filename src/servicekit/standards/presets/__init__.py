"""Standards of three trades after training decks: car after-sales, fashion retail, property sales."""

from servicekit.standards.presets.car_after_sales import CAR_AFTER_SALES
from servicekit.standards.presets.fashion_retail import FASHION_RETAIL
from servicekit.standards.presets.property_sales import PROPERTY_SALES

__all__ = ["CAR_AFTER_SALES", "FASHION_RETAIL", "PROPERTY_SALES"]
