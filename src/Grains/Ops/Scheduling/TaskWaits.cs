namespace FuelGrains.Grains.Ops.Scheduling;

internal static class TaskWaits
{
    /// <summary>Waits for a task for so long at most. True: the task has ended, well or not. A task that has not goes on.</summary>
    public static async Task<bool> EndsWithinAsync(
        this Task task,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken stop
    )
    {
        if (task.IsCompleted)
            return true;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var first = await Task.WhenAny(task, Task.Delay(limit, time, enough.Token));
        await enough.CancelAsync();
        return first == task;
    }
}
