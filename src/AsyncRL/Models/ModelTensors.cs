using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Models;

/// <summary>A parameter vector as named tensors of a file, without its padding, and back.</summary>
internal static class ModelTensors
{
    public static IEnumerable<SafetensorsTensor> Of(string prefix, ParameterVector parameters)
    {
        foreach (ParameterView view in parameters.Layout.Views)
        {
            var dense = new float[view.Shape.Aggregate(1, (a, b) => a * b)];
            view.CopyTo(parameters.Span, dense);
            yield return SafetensorsTensor.Of(prefix + view.Name, view.Shape, dense);
        }
    }

    public static void Read(SafetensorsFile file, string prefix, ParameterVector parameters)
    {
        foreach (ParameterView view in parameters.Layout.Views)
        {
            view.CopyFrom(parameters.Span, file.ReadFloats(prefix + view.Name, view.Shape));
        }
    }

    /// <summary>The first tensor that holds what is no finite number; null if there is none.</summary>
    public static string? FindNonfinite(ParameterVector parameters) => parameters.Layout.Views.FirstOrDefault(view =>
    {
        var dense = new float[view.Shape.Aggregate(1, (a, b) => a * b)];
        view.CopyTo(parameters.Span, dense);
        return !Array.TrueForAll(dense, float.IsFinite);
    })?.Name;
}
