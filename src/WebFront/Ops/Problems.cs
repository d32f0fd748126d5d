namespace FuelGrains.WebFront.Ops;

/// <summary>The problems that any request may meet. Problems of one feature are in its folder.</summary>
public static class Problems
{
    public static readonly Problem NotFound = new(
        "not-found",
        404,
        "Not found",
        "There is nothing at this address for you."
    );
    public static readonly Problem Unauthenticated = new(
        "unauthenticated",
        401,
        "Log in first",
        "The request needs a valid token."
    );
    public static readonly Problem Forbidden = new("forbidden", 403, "Not allowed", "Your account may not do this.");
    public static readonly Problem MethodNotAllowed = new(
        "method-not-allowed",
        405,
        "Method not allowed",
        "This address does not take this method."
    );
    public static readonly Problem BodyTooLarge = new(
        "body-too-large",
        413,
        "Body too large",
        "A request body may have at most 64 KB."
    );
    public static readonly Problem UnsupportedMediaType = new(
        "unsupported-media-type",
        415,
        "Unsupported media type",
        "Send application/json."
    );
    public static readonly Problem MalformedJson = new(
        "malformed-json",
        400,
        "Malformed JSON",
        "The body is not JSON that this address can read."
    );
    public static readonly Problem TooManyRequests = new(
        "too-many-requests",
        429,
        "Too many requests",
        "Slow down and try again."
    )
    {
        RetryAfterSeconds = 1,
    };
    public static readonly Problem TooManyConnections = new(
        "too-many-connections",
        429,
        "Too many connections",
        "Your address has as many open connections as the limit allows."
    )
    {
        RetryAfterSeconds = 10,
    };
    public static readonly Problem Busy = new(
        "busy",
        503,
        "Busy",
        "More requests are waiting than the limit allows. Try again with the same key."
    )
    {
        RetryAfterSeconds = 1,
    };
    public static readonly Problem ReadsBusy = new(
        "busy",
        503,
        "Busy",
        "More reads are waiting than the limit allows. Nothing was changed. Try again in a moment."
    )
    {
        RetryAfterSeconds = 1,
    };
    public static readonly Problem Unavailable = new(
        "unavailable",
        503,
        "Temporarily unavailable",
        "The outcome is not known. Try again with the same key."
    )
    {
        RetryAfterSeconds = 1,
    };
    public static readonly Problem Internal = new(
        "internal",
        500,
        "Internal error",
        "Something went wrong here. It has been logged."
    );

    public static Problem BadRequest(string detail) => new("bad-request", 400, "Bad request", detail);

    public static Problem Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]> { [field] = [message] });

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new("validation", 400, "The request is not valid", "See errors, field by field.") { Errors = errors };

    /// <summary>The problem that a bare status code stands for.</summary>
    public static Problem Of(int status) =>
        status switch
        {
            401 => Unauthenticated,
            403 => Forbidden,
            404 => NotFound,
            405 => MethodNotAllowed,
            413 => BodyTooLarge,
            415 => UnsupportedMediaType,
            429 => TooManyRequests,
            503 => Unavailable,
            >= 500 => Internal,
            _ => BadRequest("The request could not be read.") with { Status = status },
        };
}
