"""What of colleagues is kept, what for, who sees it, and who looked."""
