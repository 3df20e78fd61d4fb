namespace AsyncRL.Neural;

/// <summary>Clipping by the global norm.</summary>
public static class GradientMath
{
    /// <summary>The factor that brings a gradient down to a greatest norm.</summary>
    /// <param name="norm">The gradient's norm.</param>
    /// <param name="maxNorm">The greatest norm; 0 or less switches clipping off.</param>
    /// <returns>1 when nothing is to be clipped, else maxNorm / norm.</returns>
    public static float ClipScale(float norm, float maxNorm) => maxNorm <= 0f || norm <= maxNorm ? 1f : maxNorm / norm;
}
