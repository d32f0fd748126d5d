using FuelGrains.Load.Tests.Verifiers.Payments;
using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;
using static FuelGrains.Load.Tests.Verifiers.Seats.TeamRecords;

namespace FuelGrains.Load.Tests.Verifiers.Seats;

/// <summary>Wrong teams, seats and claims: what a product that oversells teams or keeps money would leave behind.</summary>
internal static class WrongTeams
{
    /// <summary>Maps each wrong to the change that makes it and to the beginning of the promise that must find it.</summary>
    public static readonly Dictionary<string, (Func<TeamRecords, TeamRecords> Spoil, string Promise)> All = new()
    {
        ["a third member in a team of two"] = (b => b.Bought(20, 1, 3), "members over N"),
        ["a seat that the team has not"] = (
            b => Seat(b, 2, s => s with { Number = 3 }),
            "each is one of the team's numbers"
        ),
        ["a seat in another campaign's team"] = (
            b => Seat(b, 2, s => s with { Team = Team(4), Number = 4 }),
            "each is one of the team's numbers"
        ),
        ["two members on one seat"] = (b => Seat(b, 2, s => s with { Number = 1 }), "two members on one seat"),
        ["a seat given away before it was free"] = (
            b => Seat(b, 10, s => s with { ClosedAt = Noon.AddSeconds(5) }),
            "two members on one seat"
        ),
        ["a customer on two seats of a team"] = (
            b => Seat(b, 2, s => s with { Customer = Customer(1) }),
            "a customer twice"
        ),
        ["two unpaid seats at one time"] = (
            b => Seat(b, 4, s => s with { Customer = Customer(1) }),
            "unpaid seats of a customer"
        ),
        ["two open teams at one time"] = (
            b => ATeam(b, 2, t => t with { OpenedBy = Customer(1) }),
            "open teams of a customer"
        ),
        ["more seats than the limit"] = (
            b =>
                Enumerable
                    .Range(20, 4)
                    .Aggregate(b, (all, n) => Seat(all.Bought(n, 1, n), n, s => s with { Customer = Customer(1) })),
            "customers over their limit"
        ),
        ["a claim counts a seat that is none"] = (
            b => Claim(b, 4, c => c with { Seats = 1 }),
            "seats that are claimed"
        ),
        ["a seat that nobody claimed"] = (
            b => b with { Rows = b.Rows with { Claims = [.. b.Rows.Claims.Where(c => c.Customer != Customer(1))] } },
            "seats that are claimed"
        ),
        ["an unpaid seat is claimed and paid"] = (
            b => Claim(b, 1, c => c with { Unpaid = Order(1) }),
            "claims of an unpaid seat"
        ),
        ["the lead of a team that is over"] = (b => Claim(b, 1, c => c with { Leads = Team(1) }), "claims of a lead"),
        ["a team is still open"] = (b => ATeam(b, 2, t => t with { State = TeamState.Open }), "open after the drain"),
        ["complete with a seat too few"] = (
            b => Seat(b, 2, s => s with { State = OrderState.Cancelled }),
            "each completed one has N"
        ),
        ["short where nothing but full suffices"] = (
            b =>
                Seat(
                    ATeam(b, 1, t => t with { Short = true, Paid = 1, EndedAt = Deadline }),
                    2,
                    s => s with { State = OrderState.Cancelled }
                ),
            "each completed one has N"
        ),
        ["short before the deadline"] = (
            b => ATeam(b, 4, t => t with { EndedAt = Deadline.AddMinutes(-1) }),
            "each completed one has N"
        ),
        ["a team counts a paid seat too many"] = (
            b => ATeam(b, 4, t => t with { Paid = 4, Taken = 4 }),
            "each counts its paid seats"
        ),
        ["a failed team says that it was full"] = (
            b => ATeam(b, 2, t => t with { Paid = 4, Taken = 4 }),
            "each counts its paid seats"
        ),
        ["a dissolved team has a member"] = (b => ATeam(b, 3, t => t with { Taken = 1 }), "each counts its paid seats"),
        ["a member without a voucher"] = (
            b =>
                b with
                {
                    Money = b.Money with
                    {
                        Rows = b.Money.Rows with
                        {
                            Vouchers = [.. b.Money.Rows.Vouchers.Where(v => v.Order != Order(2))],
                        },
                    },
                },
            "each paid member of a completed one"
        ),
        ["a member with two vouchers"] = (
            b => b with { Money = b.Money.Vouchers(2, 1) },
            "each paid member of a completed one"
        ),
        ["a voucher in a failed team"] = (
            b => b with { Money = b.Money.Vouchers(3, 1) },
            "vouchers in a team that did not"
        ),
        ["a member of a failed team is not repaid"] = (
            b => Refunds(b, 3, _ => []),
            "each payment in a team that did not"
        ),
        ["a member of a failed team is repaid in part"] = (
            b => Refunds(b, 3, r => [r with { RefundFen = Price - 1 }]),
            "each payment in a team that did not"
        ),
        ["a member of a failed team is repaid twice"] = (
            b => Refunds(b, 3, r => [r, r]),
            "each payment in a team that did not"
        ),
        ["late money of a failed team is kept"] = (b => Refunds(b, 5, _ => []), "each payment in a team that did not"),
        ["the money of one who left is kept"] = (b => Refunds(b, 6, _ => []), "each payment in a team that did not"),
        ["a team failed too early"] = (
            b => ATeam(b, 2, t => t with { EndedAt = Deadline.AddSeconds(-1) }),
            "failed before its deadline"
        ),
        ["a team failed that was paid in time"] = (
            b => ATeam(b, 1, t => t with { State = TeamState.Failed, EndedAt = Deadline }),
            "failed with enough seats"
        ),
        ["a unit fell out of a campaign"] = (
            b => Shard(b, s => s with { Allotted = s.Allotted - 1 }),
            "each has the stock"
        ),
        ["a counter is one off"] = (b => Shard(b, s => s with { Confirmed = s.Confirmed + 1 }), "in each, units sold"),
        ["a unit is held for nobody"] = (b => Shard(b, s => s with { Held = 1 }), "in each, units sold"),
        ["an acknowledged seat is lost"] = (
            b => b with { Rows = b.Rows with { Seats = [.. b.Rows.Seats.Where(s => s.Order != Order(4))] } },
            "each acknowledged seat"
        ),
        ["an acknowledged seat is another one"] = (
            b => Seat(b, 4, s => s with { Number = 4 }),
            "each acknowledged seat"
        ),
        ["a team that nobody opened"] = (
            b => b.Opened(9, Hot, 2, TeamState.Dissolved, paid: 0, taken: 0, by: 30, ended: Noon),
            "teams that nobody was told of"
        ),
        ["the same key gave another answer"] = (
            b => b with { Told = b.Told with { Again = [new(Order(1), "{}", "{ }")] } },
            "the same key gave"
        ),
        ["a seat was told to be gone and is kept"] = (
            b => b with { Told = b.Told with { Gone = [Order(1)] } },
            "each seat that was told to be gone"
        ),
        ["told complete, and failed in the end"] = (
            b => Look(b, 2, t => t with { State = TeamState.Completed }),
            "no look at a team"
        ),
        ["told of a seat too many"] = (b => Look(b, 1, t => t with { Taken = 3 }), "no look at a team"),
        ["the API shows another end"] = (
            b =>
                b with
                {
                    Told = b.Told with { Last = [.. b.Told.Last.Select(t => t with { State = TeamState.Completed })] },
                },
            "each team stands in the API"
        ),
    };

    private static TeamRecords ATeam(TeamRecords b, int n, Func<TeamRow, TeamRow> change) =>
        b with
        {
            Rows = b.Rows with { Teams = [.. b.Rows.Teams.Select(t => t.Id == Team(n) ? change(t) : t)] },
        };

    private static TeamRecords Seat(TeamRecords b, int n, Func<SeatRow, SeatRow> change) =>
        b with
        {
            Rows = b.Rows with { Seats = [.. b.Rows.Seats.Select(s => s.Order == Order(n) ? change(s) : s)] },
        };

    private static TeamRecords Claim(TeamRecords b, int customer, Func<ClaimRow, ClaimRow> change) =>
        b with
        {
            Rows = b.Rows with
            {
                Claims = [.. b.Rows.Claims.Select(c => c.Customer == Customer(customer) ? change(c) : c)],
            },
        };

    private static TeamRecords Shard(TeamRecords b, Func<ShardRow, ShardRow> change) =>
        b with
        {
            Rows = b.Rows with { Shards = [change(b.Rows.Shards[0]), .. b.Rows.Shards.Skip(1)] },
        };

    private static TeamRecords Look(TeamRecords b, int team, Func<ObservedTeam, ObservedTeam> change) =>
        b with
        {
            Told = b.Told with { Teams = [.. b.Told.Teams.Select(t => t.Team == Team(team) ? change(t) : t)] },
        };

    private static TeamRecords Refunds(TeamRecords b, int n, Func<JournalRefund, JournalRefund[]> change)
    {
        var journal = b.Money.Journal;
        return b with
        {
            Money = b.Money with
            {
                Journal = journal with
                {
                    Refunds = [.. journal.Refunds.SelectMany(r => r.OutRefundNo == RefundNo(n) ? change(r) : [r])],
                },
            },
        };
    }
}
