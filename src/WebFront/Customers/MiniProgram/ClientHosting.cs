using FuelGrains.WebFront.Hosting;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Customers.MiniProgram;

internal static class ClientHosting
{
    /// <summary>The folders below which a printed code's address lies: WeChat asks there, too.</summary>
    private static readonly string[] Places = ["/", "/drive/", "/team/"];

    public static void AddClients(this IServiceCollection services)
    {
        services.AddOptions<ClientOptions>().BindConfiguration("Client").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ClientErrors>();
        services.AddListCache<NoticeTemplate>(grains => grains.GetGrain<IConsentsGrain>(0).TemplatesAsync());
    }

    /// <summary>Serves the files by which WeChat checks the chain's domain and the addresses of printed codes.</summary>
    public static void MapVerificationFiles(this WebApplication app)
    {
        foreach (var file in app.Services.GetRequiredService<IOptions<ClientOptions>>().Value.VerificationFiles)
        foreach (var place in Places)
            app.MapMethods(
                    place + file.Name,
                    [HttpMethods.Get, HttpMethods.Head],
                    () => Results.Text(file.Text, "text/plain; charset=utf-8")
                )
                .AllowAnonymous()
                .ExcludeFromDescription();
    }
}
