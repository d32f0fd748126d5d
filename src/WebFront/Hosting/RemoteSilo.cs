using Orleans.Configuration;
using Orleans.Dashboard;

namespace FuelGrains.WebFront.Hosting;

/// <summary>Connects to the cluster's silos through the membership table in PostgreSQL.</summary>
internal static class RemoteSilo
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    public static void Add(WebApplicationBuilder builder, FrontSettings settings) =>
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ServiceId, options.ClusterId) = ("fuelgrains", settings.ClusterId)
            );
            client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = ("Npgsql", settings.PostgresConnection!)
            );
            // A dead gateway is forgotten as fast as the silos themselves notice it.
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            client.Configure<ClientMessagingOptions>(options =>
            {
                options.ResponseTimeout = TimeSpan.FromSeconds(5);
                options.MaxMessageBodySize = 2 * 1024 * 1024;
            });
            // Silos may start after the front, and apply the schema first: keep asking until the process is stopped.
            client.UseConnectionRetryFilter(
                async (_, ct) =>
                {
                    await Task.Delay(RetryEvery, TimeProvider.System, ct);
                    return true;
                }
            );
            client.AddActivityPropagation();
            client.AddDashboard();
        });
}
