namespace FuelGrains.Load.Rush;

/// <summary>
/// The group chats in which customers send each other share codes. Seats are counted when they are told of, so many go for the same last
/// seat; and about the ends of teams nobody hears anything until somebody is refused.
/// </summary>
internal sealed class Chat
{
    private readonly Lock talk = new();
    private readonly List<Invitation> open = [];

    public void Opened(string code, int size)
    {
        lock (talk)
            open.Add(new(code, size, 1));
    }

    public void Joined(string code) => Change(code, i => i with { Taken = i.Taken + 1 });

    /// <summary>Somebody was told that it is full; others may leave it.</summary>
    public void Full(string code) => Change(code, i => i with { Taken = i.Size });

    public void Left(string code) => Change(code, i => i with { Taken = Math.Max(1, i.Taken - 1) });

    public void Over(string code)
    {
        lock (talk)
            open.RemoveAll(i => i.Code == code);
    }

    /// <summary>One that seems to have a seat: every second time that with the fewest, which others go for as well. Null: nobody invites.</summary>
    public string? Pick(Random random)
    {
        lock (talk)
        {
            var free = open.FindAll(i => i.Taken < i.Size);
            if (free.Count == 0)
                return null;
            return random.Next(2) == 0 ? free.MinBy(i => i.Size - i.Taken)!.Code : free[random.Next(free.Count)].Code;
        }
    }

    private void Change(string code, Func<Invitation, Invitation> change)
    {
        lock (talk)
        {
            if (open.FindIndex(i => i.Code == code) is >= 0 and var at)
                open[at] = change(open[at]);
        }
    }

    private sealed record Invitation(string Code, int Size, int Taken);
}
