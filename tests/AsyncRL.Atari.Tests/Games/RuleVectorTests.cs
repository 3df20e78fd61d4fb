using System.Text.Json;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Tests.Support;

namespace AsyncRL.Atari.Tests.Games;

public class RuleVectorTests
{
    private static readonly Lazy<Dictionary<string, List<string>>> Vectors = new(ReadVectors);

    public static TheoryData<string> Names => [.. Vectors.Value.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_game_s_rule_rewards_and_ends_as_the_reference_s(string name)
    {
        Game game = GameCatalog.ByName(name)!;
        var rule = new GameRule(game.Rule!, game.Mode);
        var memory = new FakeMemory();
        int steps = 0;
        foreach (string line in Vectors.Value[name])
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            if (json.TryGetProperty("ram", out JsonElement ram))
            {
                Convert.FromHexString(ram.GetString()!).CopyTo(memory.Console, 0);
            }
            else if (json.TryGetProperty("reset", out _))
            {
                rule.Reset();
            }
            else
            {
                Change(json, "ch", memory.Console);
                Change(json, "x", memory.Cartridge);
                rule.Step(memory);
                int expected(string key) => json.GetProperty(key).GetInt32();
                Assert.Equal(
                    (steps, expected("r"), expected("t") != 0, expected("l")),
                    (steps, rule.Reward, rule.IsTerminal, rule.Lives(memory)));
                steps++;
            }
        }

        Assert.Equal(160, steps);
    }

    [Fact]
    public void There_are_vectors_for_every_game_with_a_rule() =>
        Assert.Equal(
            GameCatalog.All.Where(game => game.Rule is not null).Select(game => game.Id).Order(StringComparer.Ordinal),
            Vectors.Value.Keys.Order(StringComparer.Ordinal));

    private static void Change(JsonElement json, string name, byte[] bytes)
    {
        if (json.TryGetProperty(name, out JsonElement changes))
        {
            foreach (JsonElement change in changes.EnumerateArray())
            {
                bytes[change[0].GetInt32()] = change[1].GetByte();
            }
        }
    }

    private static Dictionary<string, List<string>> ReadVectors()
    {
        var vectors = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string> present = [];
        foreach (string line in TestData.Lines("rule_vectors.jsonl.gz"))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("game", out JsonElement game))
            {
                present = [];
                vectors.Add(game.GetString()!, present);
            }

            present.Add(line);
        }

        return vectors;
    }
}
