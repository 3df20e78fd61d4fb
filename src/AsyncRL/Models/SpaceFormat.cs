using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AsyncRL.Environments;

namespace AsyncRL.Models;

/// <summary>Spaces as JSON, for model files.</summary>
internal static class SpaceFormat
{
    // Bounds may be infinite, which plain JSON numbers cannot say.
    private static readonly JsonSerializerOptions Numbers =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static JsonObject Write(Space space) => space switch
    {
        Discrete discrete => new JsonObject { ["type"] = "Discrete", ["n"] = discrete.Count, ["start"] = discrete.Start },
        MultiDiscrete several =>
            new JsonObject { ["type"] = "MultiDiscrete", ["nvec"] = JsonSerializer.SerializeToNode(several.Counts.ToArray()) },
        MultiBinary switches => new JsonObject { ["type"] = "MultiBinary", ["n"] = switches.Length },
        Box box => new JsonObject
        {
            ["type"] = "Box",
            ["elements"] = $"{box.ElementType}",
            ["shape"] = JsonSerializer.SerializeToNode(box.Shape.ToArray()),
            ["low"] = JsonSerializer.SerializeToNode(box.Low.ToArray(), Numbers),
            ["high"] = JsonSerializer.SerializeToNode(box.High.ToArray(), Numbers),
        },
        DictSpace dict => WriteParts("Dict", dict),
        TupleSpace tuple => WriteParts("Tuple", tuple),
        _ => throw new NotSupportedException($"A model cannot hold the space {space}."),
    };

    // Models written before there were element types and starts have float32 boxes and choices from 0.
    public static Space Read(JsonNode node) => (string?)node["type"] switch
    {
        "Discrete" => new Discrete((int)node["n"]!, (int?)node["start"] ?? 0),
        "MultiDiscrete" => new MultiDiscrete(node["nvec"].Deserialize<int[]>()!),
        "MultiBinary" => new MultiBinary((int)node["n"]!),
        "Box" => new Box(
            Enum.Parse<ElementType>((string?)node["elements"] ?? nameof(ElementType.Float32)),
            node["low"].Deserialize<float[]>(Numbers)!,
            node["high"].Deserialize<float[]>(Numbers)!, node["shape"].Deserialize<int[]>()!),
        "Dict" => new DictSpace([.. Parts(node).Select(p => ((string)p["name"]!, Read(p["space"]!)))]),
        "Tuple" => new TupleSpace([.. Parts(node).Select(p => Read(p["space"]!))]),
        var other => throw new FormatException($"the space type '{other}' is unknown"),
    };

    private static JsonObject WriteParts(string type, CompositeSpace composite) => new()
    {
        ["type"] = type,
        ["parts"] = new JsonArray(
            [.. composite.Parts.Select(p => new JsonObject { ["name"] = p.Name, ["space"] = Write(p.Space) })]),
    };

    private static IEnumerable<JsonNode> Parts(JsonNode node) => node["parts"]!.AsArray().Select(p => p!);
}
