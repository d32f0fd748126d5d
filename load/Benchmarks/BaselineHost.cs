using System.CommandLine;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Load.Benchmarks;

/// <summary>
/// The baseline: the least that an authenticated JSON endpoint can cost. Stock JwtBearer and nothing else, in a host of its own, so that
/// nothing of the product makes it slower.
/// </summary>
internal static class BaselineHost
{
    /// <summary>The key comes by environment and not by argument: arguments are readable to everyone on the machine.</summary>
    public const string KeyVariable = "FUELGRAINS_FLOOR_KEY";

    private static readonly Option<int> Port = new("--port") { Required = true };
    private static readonly Option<string?> Issuer = new("--issuer");
    private static readonly Option<string?> Audience = new("--audience");

    public static void Declare(Command command)
    {
        foreach (var option in new Option[] { Port, Issuer, Audience })
            command.Options.Add(option);
    }

    public static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var key =
            Environment.GetEnvironmentVariable(KeyVariable)
            ?? throw new CannotRunException($"{KeyVariable} is not set.");
        var (issuer, audience) = (given.GetValue(Issuer), given.GetValue(Audience));
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{given.GetValue(Port)}");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder
            .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options =>
                options.TokenValidationParameters = new()
                {
                    IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)),
                    ValidIssuer = issuer,
                    ValidAudience = audience,
                    ValidateIssuer = issuer is not null,
                    ValidateAudience = audience is not null,
                }
            );
        await using var app = builder.Build();
        app.MapGet("/ready", () => TypedResults.Ok());
        app.MapGet("/empty", () => new Empty()).RequireAuthorization();
        app.MapPost("/empty", () => new Empty()).RequireAuthorization();
        await app.RunAsync(stop);
        return 0;
    }

    private sealed record Empty;
}
