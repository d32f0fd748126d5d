using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>New customers in a group buy: a campaign that is for them alone, and the reward for inviting one.</summary>
public abstract class NewCustomerTests(ProductFixture product) : WireTests(product)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task New_customers_only_turns_away_who_has_bought_before()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice);
        await team.PayAsync(alice, team.Opened);
        var forNew = await TestCampaign.OpenAsync(Product, further: new { newCustomersOnly = true });
        (await forNew.AskToOpenAsync(alice)).ShouldBeProblem(409, "new-customers-only");
        var opened = (await forNew.AskToOpenAsync(bob, key: "k")).ShouldBeAccepted();
        var own = new TestTeam(
            forNew,
            opened.Json.GetProperty("teamId").GetGuid(),
            opened.Json.GetProperty("shareCode").GetString()!,
            opened
        );
        await own.PayAsync(bob, opened);
        // A customer who is no longer new still gets the answer that was given.
        (await forNew.AskToOpenAsync(bob, key: "k"))
            .ShouldBeAccepted()
            .Text.ShouldBe(opened.Text);
    }

    [Fact]
    public async Task An_inviter_is_rewarded_once_when_the_invited_completes_their_first_team()
    {
        var campaign = await TestCampaign.OpenAsync(Product, further: new { rewardProductId = Product.VoucherId });
        var (alice, bob, carol) = (
            await Product.LoginAsync("alice"),
            await Product.LoginAsync("bob"),
            await Product.LoginAsync("carol")
        );
        await CompleteAsync(campaign, alice, bob);
        await Eventually.GetsAsync(Deadline, () => RewardsAsync(alice), count => count == 1);
        (await RewardsAsync(bob)).ShouldBe(0);
        // Bob's second team is no first one; Carol's first is, and Bob led it.
        await CompleteAsync(campaign, alice, bob);
        await CompleteAsync(campaign, bob, carol);
        await Eventually.GetsAsync(Deadline, () => RewardsAsync(bob), count => count == 1);
        (await RewardsAsync(alice)).ShouldBe(1);
        (await RewardsAsync(carol)).ShouldBe(0);
    }

    private static async Task CompleteAsync(TestCampaign campaign, ApiClient leader, ApiClient member)
    {
        var team = await campaign.OpenTeamAsync(leader);
        await team.PayAsync(leader, team.Opened);
        await team.PayAsync(member, await team.JoinAsync(member));
        (await team.StatusAsync()).ShouldBe("completed");
    }

    private static async Task<int> RewardsAsync(ApiClient customer) =>
        (await customer.GetAsync("/api/vouchers"))
            .ShouldBeOk()
            .Json.GetProperty("vouchers")
            .EnumerateArray()
            .Count(v => v.GetProperty("orderId").ValueKind == JsonValueKind.Null);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class NewCustomerInProcessOnSqlite(InProcessOnSqlite product) : NewCustomerTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class NewCustomerRemoteOnPostgres(RemoteOnPostgres product) : NewCustomerTests(product);
