using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FuelGrains.WebFront.Ops;

/// <summary>Adds to the OpenAPI document: title, conventions, and the bearer token.</summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new()
        {
            Title = "FuelGrains",
            Version = "v1",
            Description =
                "Realtime backend for fuel-station mini-programs. Amounts are fen, times UTC. Refusals are problem+json "
                + "(RFC 9457) whose type is urn:fuelgrains:problem:<slug>. After an unknown answer (a time-out, 5xx, 429, "
                + "or 409 in-progress) send the same request with the same Idempotency-Key again.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["Bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
            },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference("Bearer", document)] = [] }];
        return Task.CompletedTask;
    }
}
