using System.Collections.Frozen;
using System.Text.Json;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>The first answer to an accepted order; the same key gives the same bytes again.</summary>
internal sealed record PlacedOrder(Guid OrderId, OrderStatus Status, DateTimeOffset PayBy, long AmountFen) : IResult
{
    private static readonly FrozenDictionary<OrderStatus, JsonEncodedText> Statuses = Enum.GetValues<OrderStatus>()
        .ToFrozenDictionary(
            status => status,
            status => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName($"{status}"))
        );

    /// <summary>Answers 201, and where the order is.</summary>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"/api/orders/{OrderId}";
        response.ContentType = "application/json; charset=utf-8";
        return JsonBody.SendAsync(httpContext, this, static (json, order) => order.Write(json));
    }

    /// <summary>Writes what a serializer would: whoever adds a member, adds it here.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("orderId"u8, OrderId);
        json.WriteString("status"u8, Statuses[Status]);
        json.WriteString("payBy"u8, PayBy);
        json.WriteNumber("amountFen"u8, AmountFen);
        json.WriteEndObject();
    }
}
