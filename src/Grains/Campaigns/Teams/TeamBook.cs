using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The teams of one shard. Every change of a team comes from a change of one of its seats' orders, or from its time being
/// over; either joins the batch that writes the orders, so both are true on disk together or not at all.
/// </summary>
internal sealed class TeamBook(SaleTerms terms, StockShardKey key, OrderTable orders, BatchQueue batches, Action<int, OrderStanding, DateTimeOffset> move)
{
    private readonly GroupTerms _group = terms.Group!;
    private readonly List<Team> _teams = [];
    private readonly Dictionary<TeamId, int> _byId = [];
    // One for each order of the shard: in such a campaign every order is a seat.
    private readonly List<SeatOfOrder> _seats = [];
    private readonly PriorityQueue<int, long> _byDeadline = new();

    /// <summary>Committed teams that are open.</summary>
    public long Open { get; private set; }

    /// <summary>Committed teams that were completed.</summary>
    public long Completed { get; private set; }

    public Team? Find(TeamId team) => _byId.TryGetValue(team, out var index) ? _teams[index] : null;

    public long AmountFen(int order) => _seats[order].AmountFen;

    public SeatReply Reply(int order, HoldOutcome outcome)
    {
        ref var slot = ref orders[order];
        var (seat, team) = (_seats[order], _teams[_seats[order].Team]);
        return new(new(outcome, slot.Id, slot.PayBy, seat.AmountFen), team.Id, seat.Number, team.Size, team.Deadline);
    }

    public void Restore(in StoredTeam stored)
    {
        var team = new Team(stored.Id, stored.Size, stored.PriceFen, stored.OpenedAt, stored.Deadline);
        team.Restore(stored.Revision, stored.Status, stored.Leader);
        Add(team);
        if (team.Status == TeamStatus.Open) Open++;
        else if (team.Status == TeamStatus.Completed) Completed++;
    }

    public void Restore(int order, in StoredOrder stored)
    {
        var index = _byId[stored.Seat.Team];
        _seats.Add(new(index, Math.Abs(stored.Seat.Number), stored.Seat.AmountFen, stored.Seat.InvitedBy));
        if (stored.Seat.Number > 0 && Team.UseOf(stored.Standing.Status) != SeatUse.Free)
            _teams[index].Restore(stored.Seat.Number, order, stored.Customer, stored.Standing.Status, stored.Seat.PaidAt);
    }

    /// <summary>Why a wish cannot be granted, as far as this shard knows; null when it can.</summary>
    public HoldReply? Refuse(in SeatRequest request, DateTimeOffset now)
    {
        if (_group.NewCustomersOnly && request.HasBought) return new(HoldOutcome.NewCustomersOnly);
        if (request.Team is not { } id)
        {
            if (_group.Step(request.Size) is null) return new(HoldOutcome.SizeRefused);
        }
        else
        {
            if (Find(id) is not { } team) return new(HoldOutcome.TeamNotFound);
            if (team.Refuse(request.Customer, now) is { } refused) return new(refused, FirstReturnAt: refused == HoldOutcome.TeamFull ? FirstReturn(team) : null);
        }
        return orders.HasUnpaid(request.Customer) ? new(HoldOutcome.UnpaidSeat) : null;
    }

    /// <summary>Where a granted wish will sit: what is to be paid for it and until when, at most until the team's deadline.</summary>
    public SeatOffer Offer(in SeatRequest request, DateTimeOffset at)
    {
        // The disk keeps milliseconds: what is promised is what is kept.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var joined = request.Team is { } id ? Find(id) : null;
        var team = joined ?? new Team(TeamId.New(now, key, terms.Shards), request.Size, _group.Step(request.Size)!.PriceFen, now, now + _group.OpenFor);
        var payBy = now + terms.PayWithin;
        return new(team, joined is null, joined?.PriceFen ?? _group.Step(request.Size)!.ForLeader, payBy < team.Deadline ? payBy : team.Deadline);
    }

    /// <summary>An earlier commit must write what a claim of this customer would mix with.</summary>
    public void MakeWayForClaim(CustomerId customer)
    {
        if (batches.Open.Teams?.Claims.ContainsKey(customer) == true) batches.Cut();
    }

    /// <summary>The order joined the open batch's holds: so does its seat.</summary>
    public void Take(int order, in SeatRequest request, in SeatOffer offer)
    {
        var team = offer.Team;
        if (offer.IsNew) Add(team);
        var inviter = Inviter(team, request);
        var number = team.Take(order, request.Customer);
        _seats.Add(new(_byId[team.Id], number, offer.AmountFen, inviter));
        var (work, id) = (Work(), orders[order].Id);
        work.Seats.Add(new(team.Id, number, inviter));
        work.Claims.Add(request.Customer, new(id, offer.IsNew ? team.Id : null, 1));
        if (offer.IsNew) work.Opened.Add(new(team.Id, id, request.Customer, team.Size, team.PriceFen, team.OpenedAt, team.Deadline));
        else Record(team, team.Status);
    }

    /// <summary>What may be asked of an order anywhere, but not of a seat whose team stands as it does.</summary>
    public bool Forbids(int order, OrderVerb verb) => (verb, _teams[_seats[order].Team].Status) switch
    {
        // Money that comes for a seat of a team that is no more goes back as a late payment does.
        (OrderVerb.Confirm, TeamStatus.Failed or TeamStatus.Dissolved) => Team.UseOf(orders[order].Status) is SeatUse.Held or SeatUse.Closing,
        (OrderVerb.Fulfil, not TeamStatus.Completed) => true,
        _ => false,
    };

    /// <summary>An earlier commit must write a claim that the releases of this order's change would mix with.</summary>
    public void MakeWay(int order)
    {
        if (batches.Open.Teams is not { } work) return;
        var team = _teams[_seats[order].Team];
        if (Mixes(work, team, orders[order].Customer) || Mixes(work, team, team.Leader)) batches.Cut();
    }

    /// <summary>A seat's order changes in the open batch: what follows for its team joins the same batch.</summary>
    public void Moved(in OrderMove moved)
    {
        var (seat, team) = (_seats[moved.Slot], _teams[_seats[moved.Slot].Team]);
        var (was, leader, from, to) = (team.Status, team.Leader, Team.UseOf(moved.From), Team.UseOf(moved.To));
        if (from == to)
        {
            if (from != SeatUse.Free) team.Touch(seat.Number);
            return;
        }
        team.Change(seat.Number, moved.To, moved.At);
        Promise(moved, team, was, leader);
        Release(moved.Customer, new(
            from is SeatUse.Held or SeatUse.Closing && to is not (SeatUse.Held or SeatUse.Closing) ? moved.Id : null, null, to == SeatUse.Free ? -1 : 0));
        if (leader is { } led && (team.Leader != led || (was == TeamStatus.Open && team.Status != was))) Release(led, new(null, team.Id, 0));
        if (was != TeamStatus.Open)
        {
            // A late payment in a team that completed with fewer: one more member. Whatever else happens after the end is the orders' own affair.
            if (was == TeamStatus.Completed && to == SeatUse.Paid) Record(team, was, paid: 1);
            return;
        }
        if (to == SeatUse.Free) Work().Freed.Add(moved.Id);
        Record(team, was, (to == SeatUse.Paid ? 1 : 0) - (from == SeatUse.Paid ? 1 : 0), to == SeatUse.Free ? -1 : 0, team.Status == was ? null : moved.At);
    }

    /// <summary>The orders that fail, and with them the team: unpaid seats are let go, paid ones refunded.</summary>
    public bool TryFail(Team team, CloseCause cause, DateTimeOffset now, (string Staff, string Reason)? wish = null)
    {
        if (team.IsUnsettled) return false;
        if (batches.Open.Teams is { } work && MixesWithAny(work, team)) batches.Cut();
        End(team, team.IsEmpty ? TeamStatus.Dissolved : TeamStatus.Failed, now);
        foreach (ref readonly var seat in team.Seats)
        {
            if (seat.Use is not (SeatUse.Held or SeatUse.Paid)) continue;
            var standing = orders[seat.Order].Standing;
            move(seat.Order, standing.Status == OrderStatus.PendingPayment
                ? OrderRule.Decide(standing, new(default, default, OrderVerb.Release, cause)).Next
                : standing with { Status = OrderStatus.Refunding, Cause = CloseCause.TeamFailed }, now);
        }
        if (wish is { } by) Audit(team, now, by.Staff, "team.close", by.Reason);
        batches.Seal();
        return true;
    }

    /// <summary>Ends teams whose time is over (or, in a closed campaign, every open one), as many as there is room for.</summary>
    public void Expire(DateTimeOffset now, bool closed, int room)
    {
        var waiting = new List<int>();
        while (room > 0 && _byDeadline.TryPeek(out var index, out var deadline) && (closed || deadline <= now.ToUnixTimeMilliseconds()))
        {
            _byDeadline.Dequeue();
            var team = _teams[index];
            if (team.Status != TeamStatus.Open) continue;
            if (EndInTime(team, now, closed)) room -= team.Size;
            else waiting.Add(index);
        }
        foreach (var index in waiting) _byDeadline.Enqueue(index, _teams[index].Deadline.ToUnixTimeMilliseconds());
    }

    /// <summary>The batch is on disk: seats are settled, or free for others.</summary>
    public void Landed(ShardBatch batch, ShardCommit commit)
    {
        foreach (var hold in batch.Holds) Land(hold, commit.Refused.ContainsKey(hold.Id));
        foreach (var moved in batch.Moves) _teams[_seats[moved.Slot].Team].Landed(_seats[moved.Slot].Number, moved.Slot);
        if (batch.Teams is not { } work) return;
        foreach (var opened in work.Opened)
            if (Find(opened.Id) is { } team) (team.Revision, Open) = (1, Open + 1);
        foreach (var (id, change) in work.Changed)
        {
            Find(id)!.Revision++;
            if (change.Was != TeamStatus.Open || change.Status == TeamStatus.Open) continue;
            Open--;
            if (change.Status == TeamStatus.Completed) Completed++;
        }
    }

    private void Land(in NewOrder hold, bool refused)
    {
        var team = _teams[_seats[hold.Slot].Team];
        team.Landed(_seats[hold.Slot].Number, hold.Slot, refused);
        if (!refused || team.Status != TeamStatus.Open || !team.IsEmpty) return;
        if (team.Revision > 0) End(team, TeamStatus.Dissolved, hold.CreatedAt);
        else
        {
            // Its opener was refused: it never came to be.
            team.End(TeamStatus.Dissolved);
            _byId.Remove(team.Id);
        }
    }

    private bool EndInTime(Team team, DateTimeOffset now, bool closed)
    {
        if (closed) return TryFail(team, CloseCause.SaleClosed, now);
        switch (team.Judge(now, _group.Enough(team.Size)))
        {
            case TeamVerdict.Fail: return TryFail(team, CloseCause.TeamFailed, now);
            case TeamVerdict.Dissolve:
                End(team, TeamStatus.Dissolved, now);
                return true;
            case TeamVerdict.Complete:
                if (batches.Open.Teams is { } work && Mixes(work, team, team.Leader)) batches.Cut();
                End(team, TeamStatus.Completed, now);
                Complete(team, now);
                batches.Seal();
                return true;
            default: return false;
        }
    }

    private void End(Team team, TeamStatus status, DateTimeOffset now)
    {
        var (was, at) = (team.Status, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        var isShort = status == TeamStatus.Completed && team.Paid < team.Size;
        team.End(status);
        Record(team, was, endedAt: at, isShort: isShort);
        if (team.Leader is { } leader) Release(leader, new(null, team.Id, 0));
        if (isShort) Audit(team, at, "deadline", "team.complete-short", $"{team.Paid} of {team.Size} paid, {_group.VirtualPercent} % suffice");
    }

    private void Audit(Team team, DateTimeOffset at, string actor, string action, string detail) => Work().Audit.Add(new(team.Id, at, actor, action, detail));

    private void Promise(in OrderMove moved, Team team, TeamStatus was, CustomerId? leader)
    {
        var batch = batches.Open;
        switch (moved.To)
        {
            case OrderStatus.Paid when was == TeamStatus.Completed:
                Deliver(batch, moved.Slot, moved.At);
                break;
            case OrderStatus.Paid:
                TeamNotices.Tell(batch, leader == moved.Customer ? TeamNotices.Opened : TeamNotices.Joined, moved.Id, moved.At);
                if (team.Status == TeamStatus.Completed) Complete(team, moved.At);
                else if (team.Size - team.Paid == 1) TellPaid(team, TeamNotices.OneLeft, moved.At);
                break;
            case OrderStatus.Refunding when moved.Cause is CloseCause.TeamFailed or CloseCause.Customer:
                TeamNotices.Refund(batch, moved.Id, moved.At);
                if (moved.Cause == CloseCause.TeamFailed) TeamNotices.Tell(batch, TeamNotices.Failed, moved.Id, moved.At);
                break;
            case OrderStatus.Cancelled when moved.Cause == CloseCause.TeamFailed:
                TeamNotices.Tell(batch, TeamNotices.Failed, moved.Id, moved.At);
                break;
            default:
                OrderRule.Promise(moved, batch.Effects);
                break;
        }
    }

    private void Complete(Team team, DateTimeOffset at)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Paid) Deliver(batches.Open, seat.Order, at);
    }

    // A member of a complete team: the order is fulfilled, and whoever invited them may have earned the reward.
    private void Deliver(ShardBatch batch, int order, DateTimeOffset at)
    {
        var (id, customer) = (orders[order].Id, orders[order].Customer);
        TeamNotices.Fulfil(batch, id, at);
        TeamNotices.Tell(batch, TeamNotices.Completed, id, at);
        if (_group.RewardProductId is not null && _seats[order].InvitedBy is not null) TeamNotices.Reward(batch, customer, id, at);
    }

    private void TellPaid(Team team, string news, DateTimeOffset at)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Paid) TeamNotices.Tell(batches.Open, news, orders[seat.Order].Id, at);
    }

    private void Add(Team team)
    {
        _byId.Add(team.Id, _teams.Count);
        if (team.Status == TeamStatus.Open) _byDeadline.Enqueue(_teams.Count, team.Deadline.ToUnixTimeMilliseconds());
        _teams.Add(team);
    }

    private void Record(Team team, TeamStatus was, int paid = 0, int taken = 0, DateTimeOffset? endedAt = null, bool isShort = false)
    {
        var changed = Work().Changed;
        changed[team.Id] = changed.TryGetValue(team.Id, out var so)
            ? so with { Status = team.Status, Leader = team.Leader, Paid = so.Paid + paid, Taken = so.Taken + taken, EndedAt = so.EndedAt ?? endedAt, Short = so.Short || isShort }
            : new(was, team.Status, team.Leader, paid, taken, endedAt, isShort);
    }

    private void Release(CustomerId customer, in ClaimChange release)
    {
        if (release == default) return;
        var claims = Work().Claims;
        claims[customer] = claims.TryGetValue(customer, out var so) ? so.With(release) : release;
    }

    private TeamWork Work() => batches.Open.Teams ??= new() { LimitPerCustomer = terms.LimitPerCustomer };

    // A customer's row takes one change a commit: a claim or releases, and of the lead of one team.
    private static bool Mixes(TeamWork work, Team team, CustomerId? customer) =>
        customer is { } one && work.Claims.TryGetValue(one, out var change) && (change.IsClaim || (change.Leading is { } other && other != team.Id));

    private static bool MixesWithAny(TeamWork work, Team team)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use != SeatUse.Free && Mixes(work, team, seat.Customer)) return true;
        return Mixes(work, team, team.Leader);
    }

    private static CustomerId? Inviter(Team team, in SeatRequest request)
    {
        if (request.InvitedBySeat is not { } number) return null;
        var named = number >= 1 && number <= team.Size && team.Seats[number - 1] is { Use: not SeatUse.Free } seat ? seat.Customer : team.Leader;
        return named == request.Customer ? null : named;
    }

    private DateTimeOffset? FirstReturn(Team team)
    {
        DateTimeOffset? first = null;
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Held && (first is null || orders[seat.Order].PayBy < first)) first = orders[seat.Order].PayBy;
        return first;
    }

    private readonly record struct SeatOfOrder(int Team, int Number, long AmountFen, CustomerId? InvitedBy);
}

/// <param name="IsNew">The team is opened by whoever sits down.</param>
internal readonly record struct SeatOffer(Team Team, bool IsNew, long AmountFen, DateTimeOffset PayBy);
