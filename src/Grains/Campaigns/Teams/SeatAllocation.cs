namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Allocates seats: to whom, for how much and until when.</summary>
internal sealed class SeatAllocation(CampaignTerms terms, StockShardKey key, TeamBook book, TeamBatch batch)
{
    private readonly GroupTerms _group = terms.Group!;

    /// <summary>Why a request cannot be granted, as far as this shard knows; null when it can.</summary>
    public HoldReply? Refuse(in SeatRequest request, DateTimeOffset now)
    {
        if (_group.NewCustomersOnly && request.HasBought)
            return new(HoldOutcome.NewCustomersOnly);
        if (request.Team is not { } id)
        {
            if (_group.Step(request.Size) is null)
                return new(HoldOutcome.SizeRefused);
        }
        else
        {
            if (book.Find(id) is not { } team)
                return new(HoldOutcome.TeamNotFound);
            if (team.Refuse(request.Customer, now) is { } refused)
                return new(refused, FirstReturnAt: refused == HoldOutcome.TeamFull ? FirstReturn(team) : null);
        }
        return book.Orders.HasUnpaid(request.Customer) ? new(HoldOutcome.UnpaidSeat) : null;
    }

    /// <summary>The seat of a granted request: its team, its price and until when to pay, at most until the team's deadline.</summary>
    public SeatOffer Offer(in SeatRequest request, DateTimeOffset at)
    {
        // The disk keeps milliseconds: the customer is told the times that are kept.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var joined = request.Team is { } id ? book.Find(id) : null;
        var team =
            joined
            ?? new Team(
                TeamId.New(now, key, terms.Shards),
                request.Size,
                _group.Step(request.Size)!.PriceFen,
                now,
                now + _group.OpenFor
            );
        var payBy = now + terms.PayWithin;
        return new(
            team,
            joined is null,
            joined?.PriceFen ?? _group.Step(request.Size)!.ForLeader,
            payBy < team.Deadline ? payBy : team.Deadline
        );
    }

    /// <summary>Adds the seat of an order that joined the open batch.</summary>
    public void Take(int order, in SeatRequest request, in SeatOffer offer)
    {
        var team = offer.Team;
        if (offer.IsNew)
            book.Add(team);
        var inviter = Inviter(team, request);
        var number = team.Take(order, request.Customer);
        book.Add(team, number, offer.AmountFen, inviter);
        var (work, id) = (batch.Work, book.Orders[order].Id);
        work.Seats.Add(new(team.Id, number, inviter));
        work.Claims.Add(request.Customer, new(id, offer.IsNew ? team.Id : null, 1));
        if (offer.IsNew)
            work.Opened.Add(new(team.Id, id, request.Customer, team.Size, team.PriceFen, team.OpenedAt, team.Deadline));
        else
            batch.Record(team, team.Status);
    }

    private static CustomerId? Inviter(Team team, in SeatRequest request)
    {
        if (request.InvitedBySeat is not { } number)
            return null;
        var named =
            number >= 1 && number <= team.Size && team.Seats[number - 1] is { Use: not SeatUse.Free } seat
                ? seat.Customer
                : team.Leader;
        return named == request.Customer ? null : named;
    }

    private DateTimeOffset? FirstReturn(Team team)
    {
        DateTimeOffset? first = null;
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Held && (first is null || book.Orders[seat.Order].PayBy < first))
                first = book.Orders[seat.Order].PayBy;
        return first;
    }
}

/// <param name="IsNew">True when the customer opens the team.</param>
internal readonly record struct SeatOffer(Team Team, bool IsNew, long AmountFen, DateTimeOffset PayBy);
