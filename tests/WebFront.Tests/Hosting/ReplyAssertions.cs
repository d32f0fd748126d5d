using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Assertions about a reply, and its parts as tests read them.</summary>
public static class ReplyAssertions
{
    extension(Reply reply)
    {
        public string Text => reply.Body;

        /// <summary>The body without what differs from request to request.</summary>
        public string WithoutTrace =>
            JsonSerializer.Serialize(
                reply
                    .Json.EnumerateObject()
                    .Where(member => member.Name != "traceId")
                    .ToDictionary(m => m.Name, m => m.Value)
            );

        public Reply ShouldBeAccepted() => reply.ShouldHaveStatus(201);

        public Reply ShouldBeOk() => reply.ShouldHaveStatus(200);

        public Reply ShouldSucceed()
        {
            reply.Accepted.ShouldBeTrue($"{reply.Status} {reply.Slug}: {reply.Body}");
            return reply;
        }

        public T As<T>()
            where T : class => reply.ShouldSucceed().Read<T>().ShouldNotBeNull(reply.Body);

        public Reply ShouldHaveStatus(int status)
        {
            reply.Status.ShouldBe(status, $"{reply.Slug}: {reply.Body}");
            return reply;
        }

        /// <summary>Problem+json of this status and type, with all that RFC 9457 and the house ask, and nothing of the inside.</summary>
        public Reply ShouldBeProblem(int status, string slug)
        {
            reply.ShouldHaveStatus(status);
            reply.ContentType.ShouldBe("application/problem+json");
            reply.Slug.ShouldBe(slug, reply.Body);
            reply.Json.GetProperty("status").GetInt32().ShouldBe(status);
            foreach (var member in (string[])["title", "detail", "traceId"])
                reply.Json.GetProperty(member).GetString().ShouldNotBeNullOrEmpty();
            foreach (var inside in (string[])["Exception", "Orleans", "   at "])
                reply.Body.ShouldNotContain(inside);
            return reply;
        }

        public Reply WithErrorsIn(params string[] fields)
        {
            reply
                .Json.GetProperty("errors")
                .EnumerateObject()
                .Select(error => error.Name)
                .ShouldBe(fields, ignoreOrder: true);
            return reply;
        }
    }
}
