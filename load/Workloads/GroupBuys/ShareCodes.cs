namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>
/// The share codes that customers send each other in group chats. Seats are counted when customers tell of them, so many customers want the
/// same last seat; the end of a team is noticed only when somebody is refused.
/// </summary>
internal sealed class ShareCodes
{
    private readonly Lock _lock = new();
    private readonly List<Invitation> _open = [];

    public void Opened(string code, int size)
    {
        lock (_lock)
            _open.Add(new(code, size, 1));
    }

    public void Joined(string code) => Change(code, i => i with { Taken = i.Taken + 1 });

    /// <summary>Notes that somebody was refused because the team is full; others may leave it.</summary>
    public void Full(string code) => Change(code, i => i with { Taken = i.Size });

    public void Left(string code) => Change(code, i => i with { Taken = Math.Max(1, i.Taken - 1) });

    public void Over(string code)
    {
        lock (_lock)
            _open.RemoveAll(i => i.Code == code);
    }

    /// <summary>Picks a team that seems to have a seat: every second time the one that misses fewest. Null: there is none.</summary>
    public string? Pick(Random random)
    {
        lock (_lock)
        {
            var free = _open.FindAll(i => i.Taken < i.Size);
            if (free.Count == 0)
                return null;
            return random.Next(2) == 0 ? free.MinBy(i => i.Size - i.Taken)!.Code : free[random.Next(free.Count)].Code;
        }
    }

    private void Change(string code, Func<Invitation, Invitation> change)
    {
        lock (_lock)
            if (_open.FindIndex(i => i.Code == code) is >= 0 and var at)
                _open[at] = change(_open[at]);
    }

    private sealed record Invitation(string Code, int Size, int Taken);
}
