namespace AsyncRL.Environments.Checking;

/// <summary>
/// Takes the first reset as a wish to go on where the environment stands, so that what follows a loaded
/// state can be compared without a reset.
/// </summary>
internal sealed class Resumed(Environment inner) : Wrapper(inner)
{
    private bool hasBegun;

    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        if (!hasBegun)
        {
            hasBegun = true;
            observation.Clear();
            return;
        }

        Inner.Reset(seed, observation);
    }
}
