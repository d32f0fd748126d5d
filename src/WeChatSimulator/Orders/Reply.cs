using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>An answer before it is signed and sent.</summary>
internal sealed record Reply(int Status, byte[] Body, string ContentType = "application/json; charset=utf-8")
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // WeChat leaves a member out that does not apply, such as success_time of a refund that is not SUCCESS.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static readonly Reply NoContent = new(204, []);

    public static Reply Json(object value, int statusCode = 200) =>
        new(statusCode, JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Readable));

    /// <summary>A refusal as WeChat Pay writes it.</summary>
    public static Reply Error(int status, string code, string message) => Json(new { code, message }, status);

    /// <summary>A result as api.weixin.qq.com writes it: always status 200, with an errcode.</summary>
    public static Reply ErrorCode(int errcode, string errmsg) =>
        Json(new { errcode, errmsg }) with
        {
            ContentType = "text/plain",
        };
}
