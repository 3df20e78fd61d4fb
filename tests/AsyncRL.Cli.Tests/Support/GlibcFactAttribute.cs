using System.Runtime.InteropServices;

namespace AsyncRL.Cli.Tests.Support;

/// <summary>A test of numbers that are exact only where exp, log, sin and cos are glibc's on a 64-bit x86 processor.</summary>
internal sealed class GlibcFactAttribute : FactAttribute
{
    public GlibcFactAttribute()
    {
        bool isGlibc =
            OperatingSystem.IsLinux() && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
        if (!isGlibc || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Skip = $"The recorded value is for linux-x64 with glibc, not for {RuntimeInformation.RuntimeIdentifier}.";
        }
    }
}
