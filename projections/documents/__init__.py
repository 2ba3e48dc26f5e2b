"""Tables for people, in the two forms that offices read: a workbook and print."""
