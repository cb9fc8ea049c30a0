"""What happens: each room decides and does one part of the operations."""
