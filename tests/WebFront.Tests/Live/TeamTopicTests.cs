using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Orleans.Core.Internal;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>Watching a team fill: a snapshot, then updates that join without a gap, whoever fell over meanwhile.</summary>
public abstract class TeamTopicTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_watcher_sees_seats_taken_paid_and_the_team_complete_and_faces_of_those_who_agreed()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        (
            await bob.PutAsync(
                "/api/me/profile",
                new
                {
                    consent = true,
                    nickname = "小波",
                    avatar = "https://thirdwx.qlogo.cn/mmopen/1/132",
                }
            )
        ).ShouldBeOk();
        var team = await campaign.OpenTeamAsync(alice);
        await using var watcher = await LiveClient.ConnectAsync(Product, alice.Token);
        var snapshot = await watcher.SubscribeAsync($"team/{team.Id}");
        snapshot.GetProperty("data").GetProperty("mySeat").GetInt32().ShouldBe(1);
        var rev = snapshot.GetProperty("rev").GetInt64();

        await team.PayAsync(alice, team.Opened);
        await NextAsync(data => data.GetProperty("paid").GetInt32() == 1);
        var joined = await team.JoinAsync(bob);
        var face = (await NextAsync(data => data.GetProperty("taken").GetInt32() == 2)).GetProperty("members")[1];
        (
            face.GetProperty("nickname").GetString(),
            face.GetProperty("avatar").GetString(),
            face.GetProperty("paid").GetBoolean()
        ).ShouldBe(("小波", "https://thirdwx.qlogo.cn/mmopen/1/132", false));
        await team.PayAsync(bob, joined);
        var complete = await NextAsync(data => data.GetProperty("status").GetString() == "completed");
        complete.GetProperty("members")[0].GetProperty("nickname").ValueKind.ShouldBe(JsonValueKind.Null);
        complete.GetRawText().ShouldNotContain(bob.Customer.ToString());

        async Task<JsonElement> NextAsync(Func<JsonElement, bool> wished)
        {
            while (true)
            {
                var update = await watcher.NextAsync();
                update.GetProperty("topic").GetString().ShouldBe($"team/{team.Id}");
                update.GetProperty("from").GetInt64().ShouldBe(rev);
                rev = update.GetProperty("to").GetInt64();
                if (wished(update.GetProperty("data")))
                    return update.GetProperty("data");
            }
        }
    }

    [Fact]
    public async Task A_face_that_was_shown_and_is_withdrawn_is_in_no_snapshot_any_more()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var alice = Product.NewCustomer();
        var team = await campaign.OpenTeamAsync(alice);
        await using var watcher = await LiveClient.ConnectAsync(Product, alice.Token);
        await watcher.SubscribeAsync($"team/{team.Id}");
        (await alice.PutAsync("/api/me/profile", new { consent = true, nickname = "小艾" })).ShouldBeOk();
        await SnapshotsSayAsync("小艾");
        (await alice.PutAsync("/api/me/profile", new { consent = false })).ShouldBeOk();
        await SnapshotsSayAsync(null);

        async Task SnapshotsSayAsync(string? nickname)
        {
            await Eventually.IsTrueAsync(
                TimeSpan.FromSeconds(10),
                async () =>
                {
                    await using var another = await LiveClient.ConnectAsync(Product, Product.NewCustomer().Token);
                    return (await another.SubscribeAsync($"team/{team.Id}"))
                            .GetProperty("data")
                            .GetProperty("members")[0]
                            .GetProperty("nickname")
                            .GetString() == nickname;
                }
            );
        }
    }

    [Fact]
    public async Task A_team_grain_or_a_shard_that_moved_is_found_again_and_its_news_goes_on()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice, 3);
        await using var watcher = await LiveClient.ConnectAsync(Product, bob.Token);
        await watcher.SubscribeAsync($"team/{team.Id}");
        await Product
            .Grains.GetGrain<ITeamGrain>(team.Id)
            .AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(Ct);
        await team.PayAsync(alice, team.Opened);
        await watcher.NextAsync(update => update.GetProperty("data").GetProperty("paid").GetInt32() == 1);
        await Product
            .Grains.GetGrain<IStockShardGrain>(team.Shard.ToString())
            .AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(Ct);
        await team.JoinAsync(bob);
        await watcher.NextAsync(update => update.GetProperty("data").GetProperty("taken").GetInt32() == 2);
    }

    [Fact]
    public async Task A_campaign_s_watcher_sees_teams_open_and_completed_and_the_stock()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        await using var watcher = await LiveClient.ConnectAsync(Product);
        var snapshot = await watcher.SubscribeAsync($"campaign/{campaign.Id}");
        snapshot.GetProperty("data").GetProperty("free").GetInt64().ShouldBe(100);
        var team = await campaign.OpenTeamAsync(alice);
        await watcher.NextAsync(update => Of(update) is (99, 1, 0));
        await team.PayAsync(alice, team.Opened);
        await team.PayAsync(bob, await team.JoinAsync(bob));
        await watcher.NextAsync(update => Of(update) is (98, 0, 1));

        static (long, long, long) Of(JsonElement update)
        {
            var data = update.GetProperty("data");
            return (
                data.GetProperty("free").GetInt64(),
                data.GetProperty("teamsOpen").GetInt64(),
                data.GetProperty("teamsCompleted").GetInt64()
            );
        }
    }

    [Fact]
    public async Task Strangers_watch_no_team_and_nobody_what_is_not_there()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var team = await campaign.OpenTeamAsync(Product.NewCustomer());
        await using var stranger = await LiveClient.ConnectAsync(Product);
        await using var customer = await LiveClient.ConnectAsync(Product, Product.NewCustomer().Token);
        await Should.ThrowAsync<HubException>(() => stranger.SubscribeAsync($"team/{team.Id}"));
        foreach (
            var topic in new[]
            {
                $"team/{Guid.NewGuid()}",
                "team/",
                $"team/{team.Code}",
                $"sale/{campaign.Id}",
                $"campaign/{Guid.NewGuid()}",
            }
        )
            await Should.ThrowAsync<HubException>(() => customer.SubscribeAsync(topic));
        await customer.SubscribeAsync($"team/{team.Id}");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class TeamTopicInProcessOnSqlite(InProcessOnSqlite product) : TeamTopicTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class TeamTopicRemoteOnPostgres(RemoteOnPostgres product) : TeamTopicTests(product);
