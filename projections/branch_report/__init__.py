"""A branch with all below it in a period, for its head: people, categories, courses and weeks.

report    everything, as of both clocks, out of `projections.compliance`
words     the workbook's words, Chinese beside English
workbook  the report as a workbook
"""
