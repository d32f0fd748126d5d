using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Stations.FuelOrders;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>
/// Staff's decisions about fuel orders in manual review, which two persons take when much money goes back, on either store.
/// </summary>
public abstract class FuelDecisionContract(Func<Task<LedgerFixture>> make) : ForecourtContract(make)
{
    private readonly RefundOptions _options = new() { SecondPersonAboveFen = 5_000, SecondPersonAboveFenADay = 12_000 };
    private int _pump;

    private FuelOrderStore Orders =>
        field ??= new(
            Fixture.Database,
            new(
                Fixture.Database,
                NoGrains,
                new LiveNodes(NoGrains, TimeProvider.System, NullLogger<LiveNodes>.Instance),
                new OutboxSignal()
            ),
            TimeProvider.System
        );

    private static Orleans.IGrainFactory NoGrains => new SimulatedSilo(new SeededScheduler(1), () => null!).Grains;

    private FuelDecisions Decisions => new(Orders, Fixture.Database, Options.Create(_options), TimeProvider.System);

    [Fact]
    public async Task A_large_refund_waits_until_a_second_person_decides_the_same()
    {
        var order = await InReviewAsync();
        (await DecideAsync(order, keepFen: 0, "wang")).ShouldBe(FuelDecisionOutcome.AwaitsSecondPerson);
        (await DecideAsync(order, keepFen: 0, "wang")).ShouldBe(FuelDecisionOutcome.AwaitsSecondPerson);
        var waiting = (await Orders.FindAsync(order)).ShouldNotBeNull();
        (waiting.Phase, waiting.Status, waiting.Proposal!.Staff).ShouldBe(
            (FuelPhase.BackOffice, OrderStatus.Paid, "wang")
        );
        (await RefundsAsync(order)).ShouldBeEmpty();

        (await DecideAsync(order, keepFen: 0, "li")).ShouldBe(FuelDecisionOutcome.Done);

        var refund = (await RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.AmountFen, refund.State, refund.AskedBy, refund.DecidedBy).ShouldBe(
            (8_000L, RefundState.Pending, "staff/wang", "li")
        );
        var ended = (await Orders.FindAsync(order)).ShouldNotBeNull();
        (ended.Status, ended.Proposal).ShouldBe((OrderStatus.Refunding, null));
    }

    [Fact]
    public async Task Another_amount_is_another_proposal_and_a_small_refund_needs_nobody()
    {
        var order = await InReviewAsync();
        (await DecideAsync(order, keepFen: 0, "wang")).ShouldBe(FuelDecisionOutcome.AwaitsSecondPerson);
        (await DecideAsync(order, keepFen: 1_000, "li")).ShouldBe(FuelDecisionOutcome.AwaitsSecondPerson);
        (await Orders.FindAsync(order))!.Proposal!.KeepFen.ShouldBe(1_000);
        (await DecideAsync(order, keepFen: 3_000, "zhao")).ShouldBe(FuelDecisionOutcome.Done);
        var refund = (await RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.AmountFen, refund.AskedBy, refund.DecidedBy).ShouldBe((5_000L, "staff/zhao", null));
    }

    [Fact]
    public async Task An_account_that_the_proposer_made_does_not_agree()
    {
        var order = await InReviewAsync();
        await Fixture.Database.WriteAsync(
            s =>
                s.Sql(
                        "INSERT INTO staff (name, password_hash, roles, created_by, created_at) VALUES ('puppet', '', 'ops', 'wang', @now)"
                    )
                    .With("now", DateTimeOffset.UnixEpoch)
                    .ExecuteAsync(),
            Ct
        );
        await DecideAsync(order, keepFen: 0, "wang");
        (await DecideAsync(order, keepFen: 0, "puppet")).ShouldBe(FuelDecisionOutcome.SamePerson);
        (await Orders.FindAsync(order))!.Phase.ShouldBe(FuelPhase.BackOffice);
    }

    [Fact]
    public async Task Decisions_of_one_person_at_once_stay_within_the_sum_of_a_day()
    {
        var orders = new List<OrderId>();
        for (var i = 0; i < 6; i++)
            orders.Add(await InReviewAsync());
        var outcomes = await Task.WhenAll(orders.Select(order => DecideAsync(order, keepFen: 4_000, "wang")));
        outcomes.Count(o => o == FuelDecisionOutcome.Done).ShouldBe(3);
        outcomes.Count(o => o == FuelDecisionOutcome.AwaitsSecondPerson).ShouldBe(3);
    }

    private Task<FuelDecisionOutcome> DecideAsync(OrderId order, long keepFen, string staff) =>
        Decisions.DecideAsync(order, new(keepFen, staff, "no fuel came"));

    private Task<System.Collections.Immutable.ImmutableArray<RefundView>> RefundsAsync(OrderId order) =>
        Fixture.Database.ReadAsync(s => RefundTable.OfOrderAsync(s, order));

    // A paid order of 80 yuan whose pump never answered.
    private async Task<OrderId> InReviewAsync()
    {
        await ConnectAsync();
        var now = DateTimeOffset.UtcNow;
        var paid = FuelOrderRule.Paid(FuelOrders.PreAuth(now) with { Pump = new(Station, ++_pump) }, now);
        var order = FuelOrderRule.ToBackOffice(paid, "Nobody told what the pump did.", now);
        await Fixture.Database.WriteAsync(
            async session =>
            {
                await FuelOrderTable.InsertAsync(session, order, Guid.NewGuid(), 1);
                await PaymentTable.InsertAsync(
                    session,
                    new($"t{order.Id}", "n", 8_000, 8_000, "CNY", "a", "m", now),
                    default,
                    now
                );
                return await session
                    .Sql(
                        $"UPDATE payments SET order_id = @order, state = {PaymentState.Kept:D} WHERE transaction_id = @id"
                    )
                    .With("order", order.Id.Value)
                    .With("id", $"t{order.Id}")
                    .ExecuteAsync();
            },
            Ct
        );
        return order.Id;
    }
}

public sealed class SqliteFuelDecisionTests() : FuelDecisionContract(LedgerFixture.SqliteAsync);

public sealed class PostgresFuelDecisionTests() : FuelDecisionContract(() => LedgerFixture.PostgresAsync());
