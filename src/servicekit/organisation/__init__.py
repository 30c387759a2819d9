"""What an organisation needs so that it can serve: six parts, duties with owners, goals, maturity, employees."""
