using System.Text.Json;
using AsyncRL.Environments;

namespace AsyncRL.Native;

/// <summary>Writes spaces as JSON, in the words of Gymnasium's constructors.</summary>
internal static class SpaceText
{
    /// <summary>Writes a space as an object.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="space">The space.</param>
    public static void Write(Utf8JsonWriter json, Space space)
    {
        json.WriteStartObject();
        switch (space)
        {
            case Box box:
                json.WriteString("kind", "box");
                json.WriteString("dtype", NumberTypes.Of(box).Name());
                WriteIntegers(json, "shape", [.. box.Shape]);
                WriteBounds(json, "low", box.Low);
                WriteBounds(json, "high", box.High);
                break;
            case Discrete discrete:
                json.WriteString("kind", "discrete");
                json.WriteNumber("n", discrete.Count);
                json.WriteNumber("start", discrete.Start);
                break;
            case MultiDiscrete several:
                json.WriteString("kind", "multi_discrete");
                WriteIntegers(json, "nvec", several.Counts);
                break;
            case MultiBinary switches:
                json.WriteString("kind", "multi_binary");
                json.WriteNumber("n", switches.Length);
                break;
            case CompositeSpace composite:
                json.WriteString("kind", composite is DictSpace ? "dict" : "tuple");
                json.WriteStartArray("parts");
                foreach (SpacePart part in composite.Parts)
                {
                    json.WriteStartObject();
                    json.WriteString("name", part.Name);
                    json.WritePropertyName("space");
                    Write(json, part.Space);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"{space} has no counterpart in Gymnasium.");
        }

        json.WriteEndObject();
    }

    private static void WriteIntegers(Utf8JsonWriter json, string name, ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    // One number where all are the same: a screen has 100,800 of them.
    private static void WriteBounds(Utf8JsonWriter json, string name, ReadOnlySpan<float> bounds)
    {
        json.WritePropertyName(name);
        if (!bounds.ContainsAnyExcept(bounds[0]))
        {
            WriteBound(json, bounds[0]);
            return;
        }

        json.WriteStartArray();
        foreach (float bound in bounds)
        {
            WriteBound(json, bound);
        }

        json.WriteEndArray();
    }

    // JSON has no infinity. A float32 as a double reads back exactly.
    private static void WriteBound(Utf8JsonWriter json, float bound)
    {
        if (float.IsInfinity(bound))
        {
            json.WriteStringValue(bound < 0 ? "-inf" : "inf");
        }
        else
        {
            json.WriteNumberValue((double)bound);
        }
    }
}
