using System.Runtime.InteropServices;

namespace AsyncRL.Tests.Recorded;

/// <summary>A test of numbers that are exact only where exp, log, tanh, sin and cos are glibc's, on x86-64.</summary>
internal sealed class GlibcTheoryAttribute : TheoryAttribute
{
    public GlibcTheoryAttribute()
    {
        bool isGlibc = OperatingSystem.IsLinux()
            && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
        if (!isGlibc || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Skip = $"The recorded values are for linux-x64 with glibc, not for {RuntimeInformation.RuntimeIdentifier}.";
        }
    }
}
