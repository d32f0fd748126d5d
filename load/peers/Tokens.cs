using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Peers;

/// <summary>Stock JwtBearer, and for one row of the figures a memory of validated tokens before it.</summary>
internal static class Tokens
{
    public static void AddStockTokens(this WebApplicationBuilder builder, PeerSettings settings)
    {
        builder.Services.AddAuthorization();
        builder
            .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options =>
            {
                options.TokenValidationParameters = new()
                {
                    IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(settings.SigningKey)),
                    ValidIssuer = settings.Issuer,
                    ValidAudience = settings.Audience,
                    ValidateIssuer = settings.Issuer is not null,
                    ValidateAudience = settings.Audience is not null,
                };
                if (settings.TokensRemembered > 0)
                    options.Events = new() { OnTokenValidated = Remember };
            });
        builder.Services.AddSingleton(new TokenMemory(settings.TokensRemembered));
    }

    /// <summary>Without a memory the host puts stock authentication in front of everything by itself.</summary>
    public static void UseTokens(this WebApplication app, PeerSettings settings)
    {
        if (settings.TokensRemembered == 0)
            return;
        // The host does not see into the branch below; without this mark it would put stock authentication in front of it.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        var memory = app.Services.GetRequiredService<TokenMemory>();
        app.UseWhen(context => !Recall(context, memory), stock => stock.UseAuthentication());
        app.UseAuthorization();
    }

    /// <summary>The customer of a request that was authenticated.</summary>
    public static string Customer(this ClaimsPrincipal caller) => caller.FindFirstValue(ClaimTypes.NameIdentifier)!;

    private static bool Recall(HttpContext context, TokenMemory memory)
    {
        const string Bearer = "Bearer ";
        if (
            context.Request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Bearer, StringComparison.Ordinal)
            || memory.Find(header.AsSpan(Bearer.Length)) is not { } caller
        )
            return false;
        context.User = caller;
        return true;
    }

    private static Task Remember(TokenValidatedContext context)
    {
        if (context is { Principal: { } caller, Request.Headers.Authorization: [{ } header] })
            context
                .HttpContext.RequestServices.GetRequiredService<TokenMemory>()
                .Remember(header.AsSpan("Bearer ".Length), caller, context.SecurityToken.ValidTo);
        return Task.CompletedTask;
    }
}
