"""What a unit makes of its sum: functions of one number, applied place by place."""
