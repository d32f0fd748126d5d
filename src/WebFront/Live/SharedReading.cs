namespace FuelGrains.WebFront.Live;

/// <summary>
/// Reads one thing for all who ask for it. Whoever asks while a reading is under way shares the next one with everybody else who does,
/// so nobody gets a reading that began before they asked.
/// </summary>
internal sealed class SharedReading<T>(Func<Task<T>> read)
{
    private readonly Lock _lock = new();
    private Task? _current;
    private Task<T>? _next;

    public Task<T> ReadAsync()
    {
        lock (_lock)
        {
            if (_next is not null)
                return _next;
            if (_current is { IsCompleted: false } current)
                return _next = ReadAfterAsync(current);
            var reading = read();
            _current = reading;
            return reading;
        }
    }

    private async Task<T> ReadAfterAsync(Task current)
    {
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
            (_current, _next) = (_next, null);
        return await read();
    }
}
