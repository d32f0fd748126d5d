using FuelGrains.WebFront.Customers;
using Orleans.Dashboard;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// The grain dashboard. Mapping it compresses all of its files, which is half a second of CPU and 70 MB: the first visitor waits for that,
/// so that no start does.
/// </summary>
internal static class GrainDashboard
{
    private const string Root = "/ops/orleans";

    public static void MapGrainDashboard(this WebApplication app)
    {
        var dashboard = new Lazy<RequestDelegate>(() => Build(app.Services));
        app.Map(
                $"{Root}/{{**path}}",
                context =>
                {
                    // The dashboard's own routing starts from nothing.
                    context.SetEndpoint(null);
                    context.Request.RouteValues.Clear();
                    return dashboard.Value(context);
                }
            )
            .RequireAuthorization(Authentication.Ops)
            .ExcludeFromDescription();
    }

    private static RequestDelegate Build(IServiceProvider services)
    {
        var pipeline = new ApplicationBuilder(services);
        pipeline.UseRouting();
        pipeline.UseEndpoints(endpoints =>
            // The description reads these addresses too, from the first visit on.
            endpoints.MapOrleansDashboard(Root).RequireAuthorization(Authentication.Ops).ExcludeFromDescription()
        );
        return pipeline.Build();
    }
}
