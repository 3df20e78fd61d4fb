using AsyncRL.Environments;

namespace OwnEnvironment;

/// <summary>
/// A courier on a ring of places carries a parcel to an address it was shown. Each step costs 0.01, the right delivery pays 1.
/// </summary>
[Environment(
    "Examples/Courier-v0", MaxEpisodeSteps = 50, RewardThreshold = 0.9,
    Description = "Carry a parcel around a ring of 8 places to its address.")]
[Environment(
    "Examples/LongCourier-v0", MaxEpisodeSteps = 100, Options = new[] { "places=20" },
    Description = "The same on a ring of 20 places.")]
public sealed class Courier([EnvironmentOption("Places on the ring.", Min = 2)] int places = 8)
    : DiscreteEnvironment(new Box(0f, 1f, 2 * places), actions: 3)
{
    private const int Deliver = 2;

    private int place;
    private int address;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(place);
        writer.Write(address);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        place = reader.ReadInt32();
        address = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        (place, address) = (Random.Integers(0, places), Random.Integers(0, places));
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        bool delivers = action == Deliver;
        if (!delivers)
        {
            place = (place + (action == 0 ? 1 : places - 1)) % places;
        }

        Observe(observation);
        return new StepResult(Reward: delivers && place == address ? 1 : -0.01, Terminated: delivers);
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[place] = observation[places + address] = 1;
    }
}
