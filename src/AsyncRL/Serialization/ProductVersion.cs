using System.Reflection;

namespace AsyncRL;

/// <summary>The version of this build.</summary>
internal static class ProductVersion
{
    /// <summary>For example "0.2.0+3f2c1d0".</summary>
    public static string Current { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";
}
