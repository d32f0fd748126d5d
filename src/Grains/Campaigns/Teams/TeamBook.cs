using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>A shard's teams in memory, and the seat that each of its orders is.</summary>
internal sealed class TeamBook(OrderSlots orders)
{
    private readonly List<Team> _teams = [];
    private readonly Dictionary<TeamId, int> _byId = [];

    // Every order of the shard has an entry: in a group-buy campaign every order is a seat.
    private readonly List<SeatOfOrder> _seats = [];
    private readonly PriorityQueue<int, long> _byDeadline = new();

    /// <summary>Committed teams that are open.</summary>
    public long Open { get; private set; }

    /// <summary>Committed teams that were completed.</summary>
    public long Completed { get; private set; }

    public OrderSlots Orders => orders;

    public Team? Find(TeamId team) => _byId.TryGetValue(team, out var index) ? _teams[index] : null;

    /// <summary>Where the book keeps a team that it has.</summary>
    public int IndexOf(TeamId team) => _byId[team];

    public SeatOfOrder Seat(int order) => _seats[order];

    public Team TeamOf(int order) => _teams[_seats[order].Team];

    public SeatReply Reply(int order, HoldOutcome outcome)
    {
        ref var slot = ref orders[order];
        var (seat, team) = (_seats[order], TeamOf(order));
        return new(new(outcome, slot.Id, slot.PayBy, seat.AmountFen), team.Id, seat.Number, team.Size, team.Deadline);
    }

    public void Restore(in StoredTeam stored)
    {
        var team = new Team(stored.Id, stored.Size, stored.PriceFen, stored.OpenedAt, stored.Deadline);
        team.Restore(stored.Revision, stored.Status, stored.Leader);
        Add(team);
        if (team.Status == TeamStatus.Open)
            Open++;
        else if (team.Status == TeamStatus.Completed)
            Completed++;
    }

    public void Restore(int order, in StoredOrder stored)
    {
        var team = Find(stored.Seat.Team)!;
        Add(team, Math.Abs(stored.Seat.Number), stored.Seat.AmountFen, stored.Seat.InvitedBy);
        if (stored.Seat.Number > 0 && Team.UseOf(stored.OrderState.Status) != SeatUse.Free)
            team.Restore(stored.Seat.Number, order, stored.Customer, stored.OrderState.Status, stored.Seat.PaidAt);
    }

    public void Add(Team team)
    {
        _byId.Add(team.Id, _teams.Count);
        if (team.Status == TeamStatus.Open)
            _byDeadline.Enqueue(_teams.Count, team.Deadline.ToUnixTimeMilliseconds());
        _teams.Add(team);
    }

    /// <summary>The seat of the order that was added to the table last.</summary>
    public void Add(Team team, int number, long amountFen, CustomerId? invitedBy) =>
        _seats.Add(new(_byId[team.Id], number, amountFen, invitedBy));

    /// <summary>Removes a team whose opener was refused: it never came to be.</summary>
    public void Remove(Team team)
    {
        team.End(TeamStatus.Dissolved);
        _byId.Remove(team.Id);
    }

    /// <summary>
    /// Visits open teams whose time is over (or every open one), first come first; <paramref name="end"/> ends a team or says that it
    /// must wait.
    /// </summary>
    public void Overdue(DateTimeOffset now, bool everyOne, int room, Func<Team, bool> end)
    {
        List<int>? waiting = null;
        while (
            room > 0
            && _byDeadline.TryPeek(out var index, out var deadline)
            && (everyOne || deadline <= now.ToUnixTimeMilliseconds())
        )
        {
            _byDeadline.Dequeue();
            if (_teams[index].Status != TeamStatus.Open)
                continue;
            if (end(_teams[index]))
                room -= _teams[index].Size;
            else
                (waiting ??= []).Add(index);
        }
        foreach (var index in waiting ?? [])
            _byDeadline.Enqueue(index, _teams[index].Deadline.ToUnixTimeMilliseconds());
    }

    /// <summary>The teams' own rows are on disk.</summary>
    public void OnCommitted(TeamWork work)
    {
        foreach (var opened in work.Opened)
            if (Find(opened.Id) is { } team)
                (team.Revision, Open) = (1, Open + 1);
        foreach (var (id, change) in work.Changed)
        {
            Find(id)!.Revision++;
            if (change.Was != TeamStatus.Open || change.Status == TeamStatus.Open)
                continue;
            Open--;
            if (change.Status == TeamStatus.Completed)
                Completed++;
        }
    }
}

/// <param name="Team">Where the book keeps the team.</param>
internal readonly record struct SeatOfOrder(int Team, int Number, long AmountFen, CustomerId? InvitedBy);
