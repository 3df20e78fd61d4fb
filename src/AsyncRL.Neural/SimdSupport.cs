namespace AsyncRL.Neural;

/// <summary>What vector hardware the kernels use on this machine.</summary>
public static class SimdSupport
{
    /// <summary>"Vector512", "Vector256", "Vector128" or "Scalar".</summary>
    public static string Name => KernelSet.Best.Name;
}
