using System.Net;
using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>A real silo on free ports of this machine that meets the others in PostgreSQL.</summary>
internal static class ClusteredSilo
{
    public static IHost Build(string connectionString)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("membership-test", "membership-test"))
                .ConfigureEndpoints(IPAddress.Loopback, FreePort.Or(0), FreePort.Or(0))
                .UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", connectionString))
        );
        return builder.Build();
    }

    /// <summary>Waits until the silo itself counts that many active members.</summary>
    public static async Task SeesActiveAsync(IHost silo, int count, CancellationToken ct)
    {
        var members = silo.Services.GetRequiredService<IClusterMembershipService>();
        if (Active(members.CurrentSnapshot) == count)
            return;
        await foreach (var snapshot in members.MembershipUpdates.WithCancellation(ct))
            if (Active(snapshot) == count)
                return;
    }

    private static int Active(ClusterMembershipSnapshot snapshot) =>
        snapshot.Members.Values.Count(m => m.Status == SiloStatus.Active);
}
