"""Operations that bring numbers to a common mean and size."""
