using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AsyncRL.Environments;

namespace AsyncRL.Policies;

/// <summary>Spaces as JSON, for model files.</summary>
internal static class SpaceFormat
{
    // Bounds may be infinite, which plain JSON numbers cannot say.
    private static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static JsonObject Write(Space space) => space switch
    {
        Discrete discrete => new JsonObject { ["type"] = "Discrete", ["n"] = discrete.Count },
        Box box => new JsonObject
        {
            ["type"] = "Box",
            ["shape"] = JsonSerializer.SerializeToNode(box.Shape.ToArray()),
            ["low"] = JsonSerializer.SerializeToNode(box.Low.ToArray(), Numbers),
            ["high"] = JsonSerializer.SerializeToNode(box.High.ToArray(), Numbers),
        },
        _ => throw new NotSupportedException($"A model cannot hold the space {space}; only Discrete and Box are known."),
    };

    public static Space Read(JsonNode node) => (string?)node["type"] switch
    {
        "Discrete" => new Discrete((int)node["n"]!),
        "Box" => new Box(
            node["low"].Deserialize<float[]>(Numbers)!, node["high"].Deserialize<float[]>(Numbers)!, node["shape"].Deserialize<int[]>()!),
        var other => throw new FormatException($"the space type '{other}' is unknown"),
    };
}
