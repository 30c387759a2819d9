"""The customer base: concentration, target groups, transitions, referrals, VIPs."""
