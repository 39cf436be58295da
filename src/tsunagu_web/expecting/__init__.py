"""妊婦・特定妊婦: a case that begins with a pregnancy, and the child that joins it at birth."""
