using System.Text;
using System.Text.Json;
using AsyncRL.Environments;

namespace AsyncRL.Native.Tests;

public sealed class CatalogTests
{
    [Fact]
    public void TheListNamesEveryEnvironmentThatCanBePlayed()
    {
        using JsonDocument list = JsonDocument.Parse(Catalog.List());
        Assert.Equal(
            Catalog.Registry.Available.Select(s => s.Id),
            list.RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("CartPole-v1", 500, false)]
    [InlineData("TMaze-v0", 40, true)]
    [InlineData("MinAtar/Breakout-v1", null, false)]
    public void TheListSaysWhoseLimitFollowsFromOptions(string id, int? limit, bool follows)
    {
        using JsonDocument list = JsonDocument.Parse(Catalog.List());
        JsonElement entry = list.RootElement.EnumerateArray().Single(e => e.GetProperty("id").GetString() == id);
        JsonElement steps = entry.GetProperty("max_episode_steps");
        Assert.Equal(limit, steps.ValueKind == JsonValueKind.Null ? null : steps.GetInt32());
        Assert.Equal(follows, entry.GetProperty("limit_follows_options").GetBoolean());
        Assert.Equal("max_episode_steps", entry.GetProperty("options").EnumerateArray().Last().GetProperty("key").GetString());
    }

    [Fact]
    public void SpacesAreDescribedInGymnasiumsWords()
    {
        var world = new Shown(new DictSpace(
            ("camera", new Box(ElementType.UInt8, 0, 255, 2, 2, 1)), ("speed", new Box([-1, 0], [1, float.PositiveInfinity])),
            ("gear", new Discrete(5, -1)), ("keys", new MultiBinary(4)), ("pad", new MultiDiscrete(3, 2))));
        Assert.Equal(
            """
            {"observation_space":{"kind":"dict","parts":[
            {"name":"camera","space":{"kind":"box","dtype":"uint8","shape":[2,2,1],"low":0,"high":255}},
            {"name":"speed","space":{"kind":"box","dtype":"float32","shape":[2],"low":[-1,0],"high":[1,"inf"]}},
            {"name":"gear","space":{"kind":"discrete","n":5,"start":-1}},
            {"name":"keys","space":{"kind":"multi_binary","n":4}},
            {"name":"pad","space":{"kind":"multi_discrete","nvec":[3,2]}}]},
            "action_space":{"kind":"discrete","n":2,"start":0},"mask_width":0,"goal_length":0}
            """.ReplaceLineEndings(string.Empty),
            Encoding.UTF8.GetString(Catalog.Describe(world)));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"count": 2}""")]
    [InlineData("""{"id": null}""")]
    [InlineData("""{"id": "CartPole-v1", "count": "two"}""")]
    [InlineData("""{"id": "CartPole-v1", "options": {"a": 1}}""")]
    [InlineData("""{"id": "CartPole-v1", "autoreset": "NextStep"}""")]
    public void RequestsOfAnotherFormAreRefused(string json)
    {
        var refused = Assert.Throws<ArgumentException>(() => BatchRequest.Parse(json));
        Assert.Contains("asks for no environments", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARequestIsRead()
    {
        var request = BatchRequest.Parse(
            """{"id": "A-v0", "options": {"b": "1", "c": "x"}, "count": 3, "autoreset": "same_step"}""");
        Assert.Equal(new BatchRequest("A-v0", new EnvironmentOptions(("b", 1), ("c", "x")), 3, Autoreset.SameStep), request);
        Assert.Equal(new BatchRequest("A-v0", EnvironmentOptions.None), BatchRequest.Parse("""{"id": "A-v0"}"""));
    }

    private sealed class Shown(Space observations) : DiscreteEnvironment(observations, 2)
    {
        protected override void OnReset(Span<float> observation)
        {
        }

        protected override StepResult OnStep(int action, Span<float> observation) => default;
    }
}
