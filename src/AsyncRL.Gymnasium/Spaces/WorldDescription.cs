using System.Globalization;
using System.Text.Json.Nodes;
using AsyncRL.Environments;
using AsyncRL.Gymnasium.Channel;

namespace AsyncRL.Gymnasium.Spaces;

/// <summary>What Python says of an environment that it has made: its spaces, and where all lies in the shared memory.</summary>
internal sealed class WorldDescription
{
    // float32 counts to here without gaps.
    private const double ExactIntegers = 1 << 24;

    /// <summary>Reads what Python says.</summary>
    /// <exception cref="PythonFault">AsyncRL has no such space.</exception>
    public WorldDescription(JsonObject told)
    {
        JsonNode observation = told["observation"]!;
        JsonArray parts = observation["parts"]!.AsArray();
        try
        {
            var named = parts.Select(p => (p!["name"]!.GetValue<string>(), SpaceOf(p))).ToList();
            ObservationSpace = observation["kind"]!.GetValue<string>() switch
            {
                "dict" => new DictSpace(named),
                "tuple" => new TupleSpace([.. named.Select(p => p.Item2)]),
                _ => named[0].Item2,
            };
            ActionSpace = SpaceOf(told["action"]!);
        }
        catch (ArgumentException e)
        {
            string reason = e.Message.Replace($" (Parameter '{e.ParamName}')", string.Empty, StringComparison.Ordinal);
            throw new PythonFault($"its spaces cannot be played: {reason.TrimEnd('.')}");
        }
        catch (OverflowException)
        {
            throw new PythonFault("its spaces cannot be played: they count further than 32 bits do");
        }

        Readers =
        [
            .. parts.Select((p, i) => new PartReader(
                Enum.Parse<NumberKind>(p!["kept"]!.GetValue<string>(), ignoreCase: true), Number(p, "offset"),
                ObservationSpace is CompositeSpace composite ? composite.Parts[i].Space.Length : ObservationSpace.Length)),
        ];
        HasMask = told["has_mask"]!.GetValue<bool>();
        MaskOffset = Number(told, "mask_offset");
        MessageOffset = Number(told, "message_offset");
        Length = Number(told, "length");
        Renders = told["renders"]!.GetValue<bool>();
        FramesPerSecond = told["fps"]!.GetValue<double>();
        ActionNames = [.. told["actions"]!.AsArray().Select(n => n!.GetValue<string>())];
        HasGoals = told["goals"]!.GetValue<bool>();
    }

    public Space ObservationSpace { get; }

    public Space ActionSpace { get; }

    /// <summary>How its parts are read, in order.</summary>
    public PartReader[] Readers { get; }

    public bool HasMask { get; }

    public int MaskOffset { get; }

    public int MessageOffset { get; }

    public int Length { get; }

    public bool Renders { get; }

    /// <summary>As the environment says; 0 where it does not.</summary>
    public double FramesPerSecond { get; }

    public IReadOnlyList<string> ActionNames { get; }

    public bool HasGoals { get; }

    private static Space SpaceOf(JsonNode told) => told["kind"]!.GetValue<string>() switch
    {
        "box" => BoxOf(told),
        "discrete" => new Discrete(Number(told, "n"), Number(told, "start")),
        "multi_discrete" => new MultiDiscrete(Numbers(told, "counts")),
        _ => new MultiBinary(Number(told, "n")),
    };

    private static Box BoxOf(JsonNode told)
    {
        int[] shape = Numbers(told, "shape");
        int length = shape.Aggregate(1, (product, extent) => checked(product * extent));
        double[] low = Bounds(told, "low", length), high = Bounds(told, "high", length);
        ElementType type = TypeOf(told["dtype"]!.GetValue<string>(), low, high);
        return new Box(
            type, Array.ConvertAll(low, b => (float)b), Array.ConvertAll(high, b => (float)b), shape.Length == 0 ? [1] : shape);
    }

    // Whole numbers beyond float32's count of them travel as real ones, rounded.
    private static ElementType TypeOf(string dtype, double[] low, double[] high)
    {
        bool isExact = low.All(b => b >= -ExactIntegers) && high.All(b => b <= ExactIntegers);
        return dtype switch
        {
            "uint8" or "bool" => ElementType.UInt8,
            "int8" => ElementType.Int8,
            "int16" => ElementType.Int16,
            "uint16" or "int32" or "uint32" or "int64" or "uint64" when isExact => ElementType.Int32,
            _ => ElementType.Float32,
        };
    }

    private static double[] Bounds(JsonNode told, string key, int length)
    {
        double[] given = [.. told[key]!.AsArray().Select(Bound)];
        return given.Length == length ? given : [.. Enumerable.Repeat(given[0], length)];
    }

    private static double Bound(JsonNode? bound) => bound!.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? bound.GetValue<string>() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            var text => double.Parse(text, CultureInfo.InvariantCulture),
        }
        : bound.GetValue<double>();

    private static int Number(JsonNode told, string key)
    {
        long number = told[key]!.GetValue<long>();
        return number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new PythonFault($"its spaces cannot be played: {key} is {number}, beyond 32 bits");
    }

    private static int[] Numbers(JsonNode told, string key) =>
        [.. told[key]!.AsArray().Select(n => checked((int)n!.GetValue<long>()))];
}
