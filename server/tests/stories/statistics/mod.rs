mod counting;
