// The small runs wait more than they work.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
