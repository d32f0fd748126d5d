using System.Text.Json;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Customers.Notices;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage.Sealing;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Customers.Notices;

/// <summary>An event and a consent make exactly one message, which the simulator's journal counts.</summary>
public abstract class NoticeContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private const string Template = "template-paid";

    private readonly string _openId = $"sim-{Guid.NewGuid():N}";
    private WeChatFixture _weChat = null!;
    private SiloOnLedger _silo = null!;
    private CustomerId _customer;
    private SendNotice _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IConsentsGrain Consents => _silo.Grains.GetGrain<IConsentsGrain>(0);

    public async ValueTask InitializeAsync()
    {
        _weChat = await WeChatFixture.StartAsync();
        _silo = await SiloOnLedger.StartAsync(
            make,
            services =>
                services
                    .AddSingleton(_weChat.Messages)
                    .Configure<NoticeOptions>(o =>
                        (o.Templates["paid"], o.Templates["expired"], o.MaxConsents) = (Template, "template-expired", 3)
                    )
        );
        var identities = new CustomerIdentities(_silo.Fixture.Database, new Sealer(SecretKeys.Development), _silo.Time);
        _customer = await identities.EnterAsync(_openId, Ct);
        var options = Options.Create(new NoticeOptions { Templates = { ["paid"] = Template } });
        _receiver = new(
            _silo.Fixture.Database,
            identities,
            _weChat.Messages,
            _silo.Grains,
            new LiveNodes(_silo.Grains, _silo.Time, NullLogger<LiveNodes>.Instance),
            new(options),
            options,
            _silo.Time
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _weChat.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_consent_nothing_is_sent_and_that_is_no_error()
    {
        var order = await BuyAsync();
        await _weChat.ControlAsync(
            "consents",
            new
            {
                openId = _openId,
                templateId = Template,
                count = 1,
            }
        );
        await TellAsync(order);
        (await StateAsync(order)).ShouldBe(NoticeState.NoConsent);
        // A consent that comes later is for the next one.
        await Consents.AcceptAsync(_customer, [Template]);
        await TellAsync(order);
        (await MessagesAsync()).ShouldBeEmpty();
        (await LeftAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task One_consent_is_one_message_however_often_it_is_delivered()
    {
        var (first, second) = (await BuyAsync(), await BuyAsync());
        await AgreeAsync(here: 1, there: 5);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TellAsync(first)));
        await TellAsync(second);
        ((await StateAsync(first)), (await StateAsync(second))).ShouldBe((NoticeState.Sent, NoticeState.NoConsent));
        var told = (await MessagesAsync()).ShouldHaveSingleItem();
        told.GetProperty("page").GetString().ShouldBe($"pages/wallet/order?id={first}");
        told.GetProperty("data").GetProperty("thing1").GetProperty("value").GetString().ShouldBe("周五 30 L");
        (await LeftAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Many_consents_are_as_many_messages_and_no_more_are_counted_than_the_limit()
    {
        await AgreeAsync(here: 5, there: 5);
        (await LeftAsync()).ShouldBe(3);
        var orders = new List<OrderId>();
        for (var i = 0; i < 4; i++)
            orders.Add(await BuyAsync());
        foreach (var order in orders)
            await TellAsync(order);
        (await MessagesAsync()).Count.ShouldBe(3);
        (await StateAsync(orders[3])).ShouldBe(NoticeState.NoConsent);
    }

    [Fact]
    public async Task When_wechat_refuses_it_is_right_and_our_count_is_forgotten()
    {
        var order = await BuyAsync();
        await AgreeAsync(here: 3, there: 0);
        await TellAsync(order);
        await TellAsync(order);
        (await StateAsync(order)).ShouldBe(NoticeState.Refused);
        (await LeftAsync()).ShouldBe(0);
        (await _silo.Fixture.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_that_became_invalid_is_replaced_and_the_message_sent_once()
    {
        var (first, second) = (await BuyAsync(), await BuyAsync());
        await AgreeAsync(here: 2, there: 2);
        await TellAsync(first);
        await _weChat.ControlAsync("tokens/revoke", new { });
        // A fresh token is fetched at most once a minute.
        _silo.Time.Now += TimeSpan.FromSeconds(61);
        await TellAsync(second);
        (await StateAsync(second)).ShouldBe(NoticeState.Sent);
        (await MessagesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_token_it_waits_with_its_consent_and_is_sent_later()
    {
        var order = await BuyAsync();
        await AgreeAsync(here: 1, there: 1);
        await _weChat.FaultAsync("token", "system-error");
        await Should.ThrowAsync<TimeoutException>(() => TellAsync(order));
        ((await StateAsync(order)), await LeftAsync()).ShouldBe((NoticeState.Waiting, 0));
        await _weChat.HealAsync();
        _silo.Time.Now += TimeSpan.FromSeconds(6);
        await TellAsync(order);
        (await StateAsync(order)).ShouldBe(NoticeState.Sent);
        (await MessagesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_may_have_been_sent_is_not_sent_again()
    {
        var order = await BuyAsync();
        await AgreeAsync(here: 2, there: 2);
        await _weChat.FaultAsync("send", "timeout-after", new { times = 1 });
        await TellAsync(order);
        (await StateAsync(order)).ShouldBe(NoticeState.Unknown);
        await TellAsync(order);
        (await MessagesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_claim_whose_holder_died_before_its_word_counts_as_perhaps_sent()
    {
        var order = await BuyAsync();
        await AgreeAsync(here: 1, there: 1);
        await _silo.Fixture.Database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO notices (event, subject, customer_id, state, claimed_at, changed_at)
                        VALUES ('paid', @order, @customer, 0, @now, @now)
                        """
                    )
                    .With("order", order.ToString())
                    .With("customer", _customer.Value)
                    .With("now", _silo.Time.Now)
                    .ExecuteAsync(),
            Ct
        );
        await TellAsync(order);
        (await StateAsync(order)).ShouldBe(NoticeState.Unknown);
        (await MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_can_never_be_sent_alarms_and_ends()
    {
        await AgreeAsync(here: 1, there: 1);
        await _weChat.FaultAsync("send", "refuse", new { code = "47003" });
        var order = await BuyAsync();
        await TellAsync(order);
        (await StateAsync(order)).ShouldBe(NoticeState.Rejected);
        (await _silo.Fixture.AlarmsAsync()).ShouldBe([(SendNotice.RejectedAlarm, "paid", 1)]);
    }

    [Fact]
    public async Task Nobody_is_told_of_an_order_that_is_not_there_and_an_unknown_event_is_a_mistake()
    {
        await TellAsync(OrderId.New(TimeProvider.System));
        await Should.ThrowAsync<InvalidOperationException>(() => DeliverAsync("birthday/1"));
        await Should.ThrowAsync<InvalidOperationException>(() => DeliverAsync("paid"));
        (await MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_event_knows_its_facts()
    {
        var order = await BuyAsync();
        foreach (
            var subject in new[]
            {
                $"paid/{order}",
                $"expired/{order}",
                "refunded/R1",
                $"voucher-expiring/{Guid.NewGuid()}",
            }
        )
            await DeliverAsync(subject);
        (
            await _silo.Fixture.Database.ReadAsync(
                s => s.Sql("SELECT event FROM notices ORDER BY event").ListAsync(r => r.Text(0)),
                Ct
            )
        ).ShouldBe(["expired", "paid"]);
    }

    [Fact]
    public async Task Consents_are_for_the_templates_there_are()
    {
        (await Consents.ListAsync(_customer))
            .Select(c => (c.Event, c.TemplateId, c.Remaining))
            .ShouldBe([("expired", "template-expired", 0), ("paid", Template, 0)]);
        (await Consents.AcceptAsync(_customer, [Template, "of-somebody-else"])).ShouldBeNull();
        (await LeftAsync()).ShouldBe(0);
        (await Consents.AcceptAsync(_customer, [Template, Template, "template-expired"]))!
            .Value.Select(c => c.Remaining)
            .ShouldBe([1, 1]);
    }

    private async Task AgreeAsync(int here, int there)
    {
        for (var i = 0; i < here; i++)
            await Consents.AcceptAsync(_customer, [Template]);
        if (there > 0)
            await _weChat.ControlAsync(
                "consents",
                new
                {
                    openId = _openId,
                    templateId = Template,
                    count = there,
                }
            );
    }

    private async Task<OrderId> BuyAsync() =>
        (await _silo.BuyAsync(await _silo.PublishAsync(stock: 5), OpenShard.Request(_customer))).Order;

    private Task TellAsync(OrderId order) => DeliverAsync($"paid/{order}");

    private Task DeliverAsync(string subject) =>
        _receiver.DeliverAsync(new(Guid.NewGuid(), OutboxKinds.Notice, subject, "", 0), Ct);

    private async Task<int> LeftAsync() =>
        (await Consents.ListAsync(_customer)).Single(c => c.TemplateId == Template).Remaining;

    private Task<List<JsonElement>> MessagesAsync() => _weChat.JournalAsync("message");

    private Task<NoticeState> StateAsync(OrderId order) =>
        _silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT state FROM notices WHERE event = 'paid' AND subject = @order")
                    .With("order", order.ToString())
                    .FirstAsync(r => (NoticeState)r.Int(0)),
            Ct
        );
}

public sealed class PostgresNoticeTests() : NoticeContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteNoticeTests() : NoticeContract(LedgerFixture.SqliteAsync);
