using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Customers;

/// <summary>Grains that only read and add rows give the same answers, whichever database keeps them.</summary>
public abstract class DirectoryContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private SiloOnLedger _silo = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ICustomerLoginGrain Logins => _silo.Grains.GetGrain<ICustomerLoginGrain>(0);
    private IStaffDirectoryGrain Staff => _silo.Grains.GetGrain<IStaffDirectoryGrain>(0);
    private ICampaignDirectoryGrain Sales => _silo.Grains.GetGrain<ICampaignDirectoryGrain>(0);
    private IOrderDirectoryGrain Orders => _silo.Grains.GetGrain<IOrderDirectoryGrain>(0);

    public async ValueTask InitializeAsync() => _silo = await SiloOnLedger.StartAsync(make);

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Twenty_first_logins_at_once_end_as_one_customer()
    {
        var code = Guid.NewGuid().ToString();
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Logins.LoginAsync(code)));
        var customer = replies.Select(r => r.Customer).Distinct().ShouldHaveSingleItem();
        customer.ShouldNotBe(default);
        (await Logins.LoginAsync(code)).ShouldBe(new(CustomerLoginOutcome.Done, customer));
        (await Logins.LoginAsync("other")).Customer.ShouldNotBe(customer);
    }

    [Fact]
    public async Task A_code_that_wechat_does_not_know_makes_no_customer()
    {
        (await Logins.LoginAsync("bad")).ShouldBe(new(CustomerLoginOutcome.BadCode, default));
        (
            await _silo.Fixture.Database.ReadAsync(
                s => s.Sql("SELECT count(*) FROM customers").FirstAsync(r => r.Long(0)),
                Ct
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Staff_is_known_by_the_right_password_only()
    {
        (await Staff.AddAsync(new("wang", ["marketing", "ops"]), "right", "admin")).ShouldBeTrue();
        (await Staff.AddAsync(new("wang", ["admin"]), "another", "admin")).ShouldBeFalse();

        var verified = await Staff.VerifyAsync("wang", "right");
        (verified!.Name, string.Join(' ', verified.Roles)).ShouldBe(("wang", "marketing ops"));
        (await Staff.VerifyAsync("wang", "another")).ShouldBeNull();
        (await Staff.VerifyAsync("Wang", "right")).ShouldBeNull();
        (await Staff.VerifyAsync("nobody", "right")).ShouldBeNull();
        (
            await _silo.Fixture.Database.ReadAsync(
                s =>
                    s.Sql("SELECT actor, action, detail FROM audit WHERE subject = 'wang'")
                        .ListAsync(r => (r.Text(0), r.Text(1), r.Text(2))),
                Ct
            )
        ).ShouldBe([("admin", "staff.add", "marketing,ops")]);
        (
            await _silo.Fixture.Database.ReadAsync(
                s => s.Sql("SELECT password_hash FROM staff").FirstAsync(r => r.Text(0)),
                Ct
            )
        )!.ShouldNotContain("right");
    }

    [Fact]
    public async Task The_public_sees_every_sale_but_drafts_the_newest_start_first()
    {
        var terms = await _silo.Fixture.TermsAsync(stock: 10, shards: 2);
        var (draft, early, late) = (
            CampaignId.New(TimeProvider.System),
            CampaignId.New(TimeProvider.System),
            CampaignId.New(TimeProvider.System)
        );
        await _silo.Fixture.Campaigns.CreateAsync(draft, terms, "test", Ct);
        foreach (var (id, start) in new[] { (late, LedgerFixture.Start.AddMinutes(2)), (early, LedgerFixture.Start) })
        {
            await _silo.Fixture.Campaigns.CreateAsync(id, terms with { StartsAt = start }, "test", Ct);
            await _silo.Fixture.Campaigns.PublishAsync(id, 1, terms, "test", Ct);
        }
        var (opening, _) = await _silo.Fixture.OpenAsync(new(early, 1));
        await _silo.Fixture.CommitAsync(new(early, 1), opening.Epoch, LedgerFixture.Order(3));

        (await Sales.ListPublicAsync(10)).Select(s => s.Id).ShouldBe([late, early]);
        (await Sales.ListPublicAsync(1)).ShouldHaveSingleItem().Id.ShouldBe(late);
        (await Sales.ListAllAsync(10)).Select(s => s.Id).ShouldBe([late, early, draft], ignoreOrder: true);
        (await Sales.FindPublicAsync(draft)).ShouldBeNull();
        (await Sales.FindAsync(draft))!.Status.ShouldBe(CampaignStatus.Draft);
        (await Sales.FindAsync(new(Guid.NewGuid()))).ShouldBeNull();
        var found = (await Sales.FindPublicAsync(early))!;
        (found.Stock, found.Held, found.Free, found.ProductName).ShouldBe((10, 3, 7, "95#"));
    }

    [Fact]
    public async Task A_customer_sees_own_orders_only_the_newest_first_page_by_page()
    {
        var key = await _silo.PublishAsync(stock: 10);
        var (customer, other) = (OpenShard.Somebody(), OpenShard.Somebody());
        var bought = new List<OrderId>();
        for (var i = 0; i < 3; i++)
        {
            _silo.Time.Now = _silo.Time.Now.AddMilliseconds(1);
            bought.Insert(0, (await _silo.BuyAsync(key, OpenShard.Request(customer))).Order);
        }
        var foreign = (await _silo.BuyAsync(key, OpenShard.Request(other))).Order;

        (await Orders.EntriesAsync(customer, null, 2)).Select(o => o.Id).ShouldBe(bought[..2]);
        (await Orders.EntriesAsync(customer, bought[1], 2)).Select(o => o.Id).ShouldBe(bought[2..]);
        (await Orders.FindAsync(foreign, customer)).ShouldBeNull();
        (await Orders.FindAsync(foreign, other))!.Id.ShouldBe(foreign);
    }

    [Fact]
    public async Task An_order_is_shown_as_it_was_promised_and_as_it_ended()
    {
        var (key, request) = (await _silo.PublishAsync(stock: 10), OpenShard.Request(OpenShard.Somebody(), 2));
        var created = _silo.Time.Now;
        var held = await _silo.BuyAsync(key, request);
        var view = (await Orders.FindAsync(held.Order, request.Customer))!;
        view.ShouldBe(
            new()
            {
                Id = held.Order,
                Campaign = key.Campaign,
                Shard = 0,
                Customer = request.Customer,
                Title = "周五 30 L",
                Quantity = 2,
                AmountFen = held.AmountFen,
                Status = OrderStatus.PendingPayment,
                Cause = CloseCause.None,
                CreatedAt = created,
                PayBy = held.PayBy,
                ClosedAt = null,
            }
        );
        _silo.Time.Now = created.AddMilliseconds(1_500);
        await _silo.CancelAsync(key, held.Order, request.Customer);
        (await Orders.FindAsync(held.Order, request.Customer)).ShouldBe(
            view with
            {
                Status = OrderStatus.Cancelled,
                Cause = CloseCause.Customer,
                ClosedAt = created.AddMilliseconds(1_500),
            }
        );
    }
}

public sealed class PostgresDirectoryTests() : DirectoryContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteDirectoryTests() : DirectoryContract(LedgerFixture.SqliteAsync);
